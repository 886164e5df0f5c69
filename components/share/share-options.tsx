'use client';

import { useId, useState } from 'react';
import { describedBy, FieldError } from '@/components/ui/field-error';
import { SHARE_DAYS, SHARE_PASSWORD_MAX_LENGTH, SHARE_PASSWORD_MIN_LENGTH } from '@/lib/limits';
import type { ShareLinkView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/share';
import type { ShareWish } from './share-actions';
import { describeEnd } from './share-words';

export type Refused = { message: string; fields: Record<string, string> };

const LENGTHS: { days: 1 | 7 | 30 | null; name: () => string }[] = [
  ...SHARE_DAYS.map((days) => ({ days, name: () => common.days({ count: days }) })),
  { days: null, name: m.never },
];

/** What a link's owner may set. Only what was changed is asked for. */
export function ShareOptions({
  id,
  link,
  refused,
  onSave,
}: {
  /** The form's own id, for a button outside of it. */
  id: string;
  link: ShareLinkView;
  refused: Refused | null;
  onSave: (wish: ShareWish) => void;
}) {
  const { slug, expiresAt, hasPassword, ...shown } = link;
  const [days, setDays] = useState<1 | 7 | 30 | null | 'kept'>(expiresAt === null ? null : 'kept');
  const [asks, setAsks] = useState(hasPassword);
  const [password, setPassword] = useState('');
  const [shows, setShows] = useState({
    showsPrompt: shown.showsPrompt,
    showsSelfie: shown.showsSelfie,
    allowsDownload: shown.allowsDownload,
  });
  const passwordId = useId();
  const lacking = asks && !hasPassword && password === '';
  const [tried, setTried] = useState(false);
  const error = refused?.fields.password ?? (tried && lacking ? m.typePassword() : undefined);

  function save() {
    setTried(true);
    if (lacking) return;
    onSave({
      slug,
      ...(days === 'kept' || (days === null && expiresAt === null) ? {} : { days }),
      ...(asks ? (password === '' ? {} : { password }) : hasPassword ? { password: null } : {}),
      ...shows,
    });
  }

  return (
    <form
      id={id}
      noValidate
      className="grid content-start gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <fieldset>
        <legend className="font-semibold">{m.endsAfter()}</legend>
        <div className="mt-2 grid grid-cols-4 gap-1 rounded-[0.75rem] bg-sunk p-1">
          {LENGTHS.map((length) => (
            <label
              key={length.days}
              className="relative grid min-h-11 place-content-center rounded-control text-center whitespace-nowrap has-[:checked]:bg-raised has-[:checked]:font-semibold has-[:checked]:shadow-sm has-[:checked]:ring-1 has-[:checked]:ring-edge has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent"
            >
              <input
                type="radio"
                name="days"
                className="absolute inset-0 size-full cursor-pointer opacity-0"
                checked={days === length.days}
                onChange={() => setDays(length.days)}
              />
              {length.name()}
            </label>
          ))}
        </div>
        {days === 'kept' && <p className="mt-2 text-sm text-ink-soft">{describeEnd(link)}</p>}
      </fieldset>
      <div>
        <Tick
          checked={asks}
          onChange={setAsks}
          name={m.askPassword()}
          hint={hasPassword && asks ? m.hasPassword() : m.withoutPassword()}
        />
        {asks && (
          <div className="mt-1 pl-[2.125rem]">
            <label htmlFor={passwordId} className="text-sm text-ink-soft">
              {hasPassword ? m.newPassword() : m.password()}
            </label>
            <input
              id={passwordId}
              type="text"
              value={password}
              minLength={SHARE_PASSWORD_MIN_LENGTH}
              maxLength={SHARE_PASSWORD_MAX_LENGTH}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder={hasPassword ? m.asItIs() : m.characters({ count: SHARE_PASSWORD_MIN_LENGTH })}
              aria-describedby={describedBy(error !== undefined && `${passwordId}-error`)}
              aria-invalid={error !== undefined}
              onChange={(event) => setPassword(event.target.value)}
              className="field mt-1"
            />
            <FieldError id={`${passwordId}-error`} message={error} />
          </div>
        )}
      </div>
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-semibold">{m.alsoShow()}</legend>
        <Tick
          checked={shows.showsPrompt}
          onChange={(showsPrompt) => setShows({ ...shows, showsPrompt })}
          name={m.thePrompt()}
          hint={m.thePromptHint()}
        />
        <Tick
          checked={shows.showsSelfie}
          onChange={(showsSelfie) => setShows({ ...shows, showsSelfie })}
          name={m.theSelfie()}
          hint={m.theSelfieHint()}
        />
      </fieldset>
      <Tick
        checked={shows.allowsDownload}
        onChange={(allowsDownload) => setShows({ ...shows, allowsDownload })}
        name={m.mayDownload()}
        hint={m.mayDownloadHint()}
      />
    </form>
  );
}

function Tick({
  checked,
  onChange,
  name,
  hint,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  name: string;
  hint: string;
}) {
  const id = useId();
  return (
    <label className="flex min-h-11 items-start gap-3">
      <input
        type="checkbox"
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        className="tick mt-0.5"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span id={`${id}-name`} className="font-semibold">
          {name}
        </span>
        <span id={`${id}-hint`} className="block text-sm text-ink-soft">
          {hint}
        </span>
      </span>
    </label>
  );
}
