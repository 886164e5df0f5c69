'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { VARIANTS, ZIPPED_VARIANTS_MAX } from '@/lib/limits';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';
import { VARIANT_WORDS } from './variant-words';

/** The chosen avatars as a zip: as they are, or each enlarged or cut out, which the server makes on the way. */
export function DownloadChosen({ ids }: { ids: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const many = ids.length > ZIPPED_VARIANTS_MAX;
  return (
    <>
      <button
        type="button"
        className="button button-bare max-sm:flex-1"
        disabled={ids.length === 0}
        onClick={() => setOpen(true)}
      >
        <Download size={18} aria-hidden="true" />
        <span className="max-sm:sr-only">{common.download()}</span>
      </button>
      {open && (
        <Dialog title={common.download()} onClose={() => setOpen(false)} className="w-[min(24rem,calc(100vw-1rem))]">
          <form
            method="post"
            action="/images/zip"
            className="grid gap-3 p-4 sm:p-6"
            onSubmit={() => setTimeout(() => setOpen(false))}
          >
            <input type="hidden" name="ids" value={ids.join(' ')} />
            <p className="text-ink-soft">{m.inOneZip({ count: ids.length })}</p>
            <button type="submit" name="variant" value="" className="button button-ink">
              {m.originals()}
            </button>
            {VARIANTS.map((variant) => (
              <button
                key={variant}
                type="submit"
                name="variant"
                value={variant}
                disabled={many}
                className="button button-line"
              >
                {VARIANT_WORDS[variant].name()}
              </button>
            ))}
            {many && <p className="text-sm text-ink-soft">{m.upTo({ max: ZIPPED_VARIANTS_MAX })}</p>}
          </form>
        </Dialog>
      )}
    </>
  );
}
