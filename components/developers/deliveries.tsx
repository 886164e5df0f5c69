'use client';

import { useState } from 'react';
import { rich } from '@/components/ui/rich';
import type { ActionResult, DeliveryView } from '@/lib/views';
import * as m from '@/messages/compiled/developers';
import { When } from './when';

type Actions = {
  read: (input: undefined) => Promise<ActionResult<DeliveryView[]>>;
  resend: (id: string) => Promise<ActionResult<null>>;
};

const STANDING: Record<DeliveryView['status'], () => string> = {
  pending: m.pending,
  delivered: m.delivered,
  failed: m.givenUp,
};

/** What was told to webhooks, and what became of it. */
export function Deliveries({ initial, actions }: { initial: DeliveryView[]; actions: Actions }) {
  const [deliveries, setDeliveries] = useState(initial);
  const [news, setNews] = useState('');

  async function refresh() {
    const answer = await actions.read(undefined);
    if (answer.status === 'ok') setDeliveries(answer.value);
    else setNews(answer.message);
  }

  async function resend(id: string) {
    const answer = await actions.resend(id);
    setNews(answer.status === 'ok' ? m.sentAgain() : answer.message);
    await refresh();
  }

  return (
    <section aria-labelledby="deliveries" className="mt-10 border-t border-line pt-6">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="deliveries" className="text-2xl">
          {m.deliveries()}
        </h2>
        {deliveries.length > 0 && (
          <button type="button" className="button button-bare" onClick={() => void refresh()}>
            {m.refresh()}
          </button>
        )}
      </div>
      <p className="mt-1 text-ink-soft">{m.deliveriesHint()}</p>
      <p role="status" className="mt-2 text-sm font-medium empty:hidden">
        {news}
      </p>
      {deliveries.length === 0 ? (
        <p className="mt-4 text-ink-soft">
          {rich(m.noDeliveries(), { code: (text) => <code className="font-mono text-sm">{text}</code> })}
        </p>
      ) : (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} onResend={() => void resend(delivery.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function DeliveryRow({ delivery, onResend }: { delivery: DeliveryView; onResend: () => void }) {
  const { requestId, url, status, attempts, problem, createdAt, triedAt } = delivery;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">
          {STANDING[status]()} <span className="font-normal text-ink-soft">{m.request({ id: requestId })}</span>
        </p>
        <p className="truncate text-sm text-ink-soft" title={url}>
          {url}
        </p>
        <p className="text-sm text-ink-soft">
          <When date={triedAt ?? createdAt} />
          {attempts > 0 && ` · ${m.tries({ count: attempts })}`}
          {problem !== null && ` · ${problem}`}
        </p>
      </div>
      <button
        type="button"
        className="button button-line"
        aria-label={m.sendAgainRequest({ id: requestId })}
        onClick={onResend}
      >
        {m.sendAgain()}
      </button>
    </li>
  );
}
