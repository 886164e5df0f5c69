'use client';

import { Bell } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import * as m from '@/messages/compiled/generation';
import { isUnfinished, type Shown } from './live-generations';

const DECLINED = 'selfsame.notify';
/** A later notification takes the place of an earlier one. */
const TAG = 'selfsame-ready';

/** Tells by the browser's own notification that all is ready, when the page is out of sight and may tell so. */
export function useReadyNotification(shown: readonly Shown[]) {
  const waiting = countWaiting(shown);
  const pictures = shown.filter(({ view }) => view.status === 'finished').length;
  const before = useRef(waiting);
  useEffect(() => {
    if (before.current > 0 && waiting === 0 && pictures > 0 && document.hidden) void notify();
    before.current = waiting;
  }, [waiting, pictures]);
}

/** Offers that notification while something is under way: the browser asks after a press only, and never after a no. */
export function NotificationOffer({ shown }: { shown: readonly Shown[] }) {
  const [offered, setOffered] = useState(false);
  useEffect(() => setOffered(mayAsk()), []);
  if (!offered || countWaiting(shown) === 0) return null;
  return (
    <div className="mt-2 -ml-3 flex flex-wrap">
      <button
        type="button"
        className="button button-bare"
        onClick={async () => {
          setOffered(false);
          if ((await Notification.requestPermission()) !== 'granted') decline();
        }}
      >
        <Bell size={18} aria-hidden="true" />
        {m.tellMe()}
      </button>
      <button
        type="button"
        className="button button-bare"
        onClick={() => {
          setOffered(false);
          decline();
        }}
      >
        {m.noThanks()}
      </button>
    </div>
  );
}

function countWaiting(shown: readonly Shown[]): number {
  return shown.filter(({ view }) => isUnfinished(view)).length;
}

function mayAsk(): boolean {
  if (!('Notification' in window) || Notification.permission !== 'default') return false;
  try {
    return localStorage.getItem(DECLINED) === null;
  } catch {
    return false;
  }
}

function decline() {
  try {
    localStorage.setItem(DECLINED, 'no');
  } catch {
    // Without storage it isn't offered at all.
  }
}

async function notify() {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const [title, options] = [m.ready(), { tag: TAG, icon: '/icons/icon-192.png' }] as const;
  // Phones show only what the service worker shows; a press on it is answered in public/sw.js.
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) return worker.showNotification(title, options);
  const notice = new Notification(title, options);
  notice.addEventListener('click', () => window.focus());
}
