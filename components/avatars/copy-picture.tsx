'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '@/components/ui/toaster';
import * as m from '@/messages/compiled/avatar';

/** Copies the picture itself, ready to be pasted into a chat. */
export function CopyPicture({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);

  async function press() {
    try {
      // Safari wants the promise itself: by the time the bytes are there the press no longer counts.
      const bytes = fetch(`/images/avatars/${id}`).then((answer) => answer.blob());
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': bytes })]);
      setCopied(true);
      showToast(m.pictureCopied());
    } catch {
      showToast(m.cannotCopy());
    }
  }

  return (
    <button type="button" className="button button-line" onClick={() => void press()}>
      {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
      {m.copy()}
    </button>
  );
}
