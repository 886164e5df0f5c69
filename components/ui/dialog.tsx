'use client';

import { X } from 'lucide-react';
import { type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import * as m from '@/messages/compiled/common';

/** Closes the dialog, as its own button does. */
export type DialogHandle = { close: () => void };

/** A modal dialog that is open while it is there, with its title and a way out. */
export function Dialog({
  title,
  className,
  onClose,
  ref,
  children,
}: {
  title: string;
  /** How wide it is, and what else is its own. */
  className: string;
  onClose: () => void;
  ref?: Ref<DialogHandle>;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // What measures its place when it mounts finds none in a closed dialog.
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    setOpened(true);
  }, []);
  useImperativeHandle(ref, () => ({ close: () => dialog.current?.close() }), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className={`m-auto max-h-[calc(100dvh-1rem)] overflow-y-auto rounded-picture border border-line bg-paper text-base text-ink backdrop:bg-black/60 ${className}`}
    >
      <div className="flex items-center justify-between gap-4 px-4 pt-4 sm:px-6 sm:pt-6">
        <h2 id={id} className="text-xl">
          {title}
        </h2>
        <button
          type="button"
          aria-label={m.close()}
          className="button button-bare -m-2 px-3"
          onClick={() => dialog.current?.close()}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      {opened && children}
    </dialog>
  );
}
