'use client';

import { type FormEvent, useId, useState } from 'react';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { CopyButton } from '@/components/ui/copy-button';
import { describedBy, FieldError } from '@/components/ui/field-error';
import type { ActionResult, ApiKeyView } from '@/lib/views';
import * as m from '@/messages/compiled/developers';
import { When } from './when';

type Actions = {
  create: (input: {
    name: string;
    dailyLimit: number | null;
  }) => Promise<ActionResult<{ key: string; view: ApiKeyView }>>;
  revoke: (id: string) => Promise<ActionResult<null>>;
};

/** A person's keys: make one, see it once, and end those that are no longer used. */
export function ApiKeys({ initial, actions }: { initial: ApiKeyView[]; actions: Actions }) {
  const [keys, setKeys] = useState(initial);
  const [fresh, setFresh] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function revoke(id: string) {
    const answer = await actions.revoke(id);
    setProblem(answer.status === 'error' ? answer.message : null);
    if (answer.status === 'ok') setKeys((before) => before.filter((key) => key.id !== id));
  }

  return (
    <section aria-labelledby="keys" className="mt-10">
      <h2 id="keys" className="sr-only">
        {m.yourKeys()}
      </h2>
      <NewKey
        create={actions.create}
        onCreated={({ key, view }) => {
          setFresh(key);
          setKeys((before) => [view, ...before]);
        }}
      />
      <div role="status">{fresh !== null && <FreshKey key={fresh} text={fresh} />}</div>
      <div role="alert">
        <FieldError id="keys-problem" message={problem ?? undefined} />
      </div>
      {keys.length === 0 ? (
        <p className="mt-8 border-t border-line pt-6 text-ink-soft">{m.noKeys()}</p>
      ) : (
        <ul className="mt-8 divide-y divide-line border-t border-line">
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => void revoke(key.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function NewKey({
  create,
  onCreated,
}: {
  create: Actions['create'];
  onCreated: (made: { key: string; view: ApiKeyView }) => void;
}) {
  const [fields, setFields] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const limit = String(given.get('dailyLimit') ?? '').trim();
    setBusy(true);
    const answer = await create({
      name: String(given.get('name') ?? ''),
      dailyLimit: limit === '' ? null : Number(limit),
    });
    setBusy(false);
    const failed = answer.status === 'error';
    setFields(failed ? answer.fields : {});
    setProblem(failed && Object.keys(answer.fields).length === 0 ? answer.message : null);
    if (failed) return;
    form.reset();
    onCreated(answer.value);
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 sm:grid-cols-[1fr_11rem_auto] sm:items-start">
      <Field id={`${id}-name`} name="name" label={m.name()} hint={m.nameHint()} error={fields.name} />
      <Field
        id={`${id}-limit`}
        name="dailyLimit"
        label={m.dailyLimit()}
        hint={m.dailyLimitHint()}
        error={fields.dailyLimit}
        inputMode="numeric"
      />
      <div className="sm:pt-7.5">
        <button type="submit" disabled={busy} className="button button-ink w-full">
          {m.createKey()}
        </button>
      </div>
      <div role="alert" className="empty:hidden sm:col-span-3">
        <FieldError id={`${id}-problem`} message={problem ?? undefined} />
      </div>
    </form>
  );
}

function Field({
  id,
  name,
  label,
  hint,
  error,
  inputMode,
}: {
  id: string;
  name: string;
  label: string;
  hint: string;
  error: string | undefined;
  inputMode?: 'numeric';
}) {
  return (
    <div>
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <input
        {...{ id, name, inputMode }}
        autoComplete="off"
        aria-invalid={error !== undefined}
        aria-describedby={describedBy(`${id}-hint`, error !== undefined && `${id}-error`)}
        className="field mt-1.5"
      />
      <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft">
        {hint}
      </p>
      <FieldError id={`${id}-error`} message={error} />
    </div>
  );
}

function FreshKey({ text }: { text: string }) {
  const id = useId();
  return (
    <div className="mt-6 rounded-picture border border-line bg-accent-wash p-5">
      <label htmlFor={id} className="font-semibold">
        {m.newKey()}
      </label>
      <p className="mt-0.5 text-sm text-ink-soft">{m.newKeyHint()}</p>
      <div className="mt-3 flex gap-2">
        <input
          id={id}
          readOnly
          value={text}
          onFocus={(event) => event.target.select()}
          className="field min-w-0 flex-1 font-mono text-sm"
        />
        <CopyButton text={text} name={m.copyKey()} />
      </div>
    </div>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) {
  const { name, prefix, dailyLimit, signingSecret, createdAt, lastUsedAt } = apiKey;
  return (
    <li className="py-4">
      <div className="-mr-3 flex items-start justify-between gap-x-4">
        <div className="min-w-0 flex-1">
          <h3 className="text-base font-semibold tracking-normal wrap-anywhere">{name}</h3>
          <p className="text-sm text-ink-soft">
            <code className="font-mono">{prefix}…</code>
            {` · ${m.made()} `}
            <When date={createdAt} />
            {' · '}
            {lastUsedAt === null ? (
              m.neverUsed()
            ) : (
              <>
                {m.lastUsed()} <When date={lastUsedAt} />
              </>
            )}
            {dailyLimit !== null && ` · ${m.aDay({ count: dailyLimit })}`}
          </p>
        </div>
        <ConfirmButton title={m.revokeAsk({ name })} text={m.revokeText()} confirm={m.revoke()} onConfirm={onRevoke}>
          {m.revoke()}
        </ConfirmButton>
      </div>
      <details className="text-sm">
        <summary className="link inline-flex min-h-11 items-center">{m.secret()}</summary>
        <div className="flex items-center gap-2 pb-1">
          <code className="min-w-0 flex-1 rounded-control bg-sunk px-3 py-2 font-mono wrap-anywhere">
            {signingSecret}
          </code>
          <CopyButton text={signingSecret} name={m.copySecret({ name })} />
        </div>
      </details>
    </li>
  );
}
