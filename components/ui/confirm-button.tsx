'use client';

import { type ReactNode, useId, useRef } from 'react';
import * as m from '@/messages/compiled/common';

/** A button whose deed can't be undone: it asks once more, and does nothing on Escape. */
export function ConfirmButton({
  title,
  text,
  confirm,
  onConfirm,
  disabled = false,
  children,
}: {
  title: string;
  text: string;
  confirm: string;
  onConfirm: () => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className="button button-danger"
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {children}
      </button>
      <dialog
        ref={dialog}
        aria-labelledby={id}
        className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-picture border border-line bg-raised p-6 text-ink backdrop:bg-black/50"
      >
        <h2 id={id} className="text-xl">
          {title}
        </h2>
        <p className="mt-2 text-ink-soft">{text}</p>
        <form method="dialog" className="mt-6 flex flex-wrap justify-end gap-2">
          <button type="submit" className="button button-line">
            {m.cancel()}
          </button>
          <button type="submit" className="button bg-danger text-paper" onClick={onConfirm}>
            {confirm}
          </button>
        </form>
      </dialog>
    </>
  );
}
