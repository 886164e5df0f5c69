'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import * as m from '@/messages/compiled/ui';

/** Copies text, and says whether the browser allowed it. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);

  async function copy() {
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setOutcome(copied ? 'copied' : 'refused');
  }

  return (
    <>
      <button type="button" className="button button-line px-3" aria-label={name} onClick={() => void copy()}>
        {outcome === 'copied' ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
      </button>
      <span role="status" className="sr-only">
        {outcome === 'copied' ? m.copied() : outcome === 'refused' ? m.copyByHand() : ''}
      </span>
    </>
  );
}
