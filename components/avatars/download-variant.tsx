'use client';

import { ImageUpscale, Scissors } from 'lucide-react';
import { useState } from 'react';
import { ProgressBar } from '@/components/ui/progress-bar';
import { showToast } from '@/components/ui/toaster';
import type { Variant } from '@/lib/limits';
import * as m from '@/messages/compiled/avatar';
import { VARIANT_WORDS } from './variant-words';

const ICONS = { upscaled: ImageUpscale, cutout: Scissors } as const;

/** Has a variant made, says so meanwhile, and hands it to the browser's downloads. */
export function DownloadVariant({ id, variant }: { id: string; variant: Variant }) {
  const [making, setMaking] = useState(false);
  const { name, making: underWay } = VARIANT_WORDS[variant];
  const Icon = ICONS[variant];

  async function press() {
    if (making) return;
    setMaking(true);
    const address = `/images/avatars/${id}/${variant}`;
    const problem = await make(address);
    setMaking(false);
    if (problem !== null) return showToast(problem);
    const link = document.createElement('a');
    link.href = address;
    link.download = '';
    link.click();
    showToast(m.downloadBegun());
  }

  return (
    <div className="relative">
      <button
        type="button"
        className="button button-line w-full px-2"
        aria-disabled={making}
        onClick={() => void press()}
      >
        <Icon size={18} aria-hidden="true" className="flex-none" />
        <span aria-live="polite">{making ? underWay() : name()}</span>
      </button>
      {making && (
        <div className="absolute inset-x-2 bottom-1">
          <ProgressBar label={underWay()} value={null} />
        </div>
      )}
    </div>
  );
}

/** @returns what is wrong, or `null` once it is there */
async function make(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, { method: 'POST' });
    if (answer.ok) return null;
    const body: unknown = await answer.json();
    return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : m.variantFailed();
  } catch {
    return m.variantFailed();
  }
}
