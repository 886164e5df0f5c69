'use client';

import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type FieldErrors, FormProvider, type Resolver, useForm } from 'react-hook-form';
import { describedBy, FieldError } from '@/components/ui/field-error';
import type { AvatarWish } from '@/lib/generation-input';
import { ALL_STYLES, type EngineFacts } from '@/lib/limits';
import type { SelfieView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import { emptyForm, type FormValues, keepDraft, type Prefill, readDraft } from './form-values';
import { MoreSettings } from './more-settings';
import { PromptField } from './prompt-field';
import { SelfieField } from './selfie-field';
import { StyleCards } from './style-cards';

/** Why the server did not take a request. */
export type Refusal = { message: string; fields: Record<string, string> };

/** Fields from top to bottom, with the element that takes the focus; those from `samples` on are under More settings. */
const ORDER = [
  ['selfieId', 'selfie'],
  ['style', 'style-field'],
  ['prompt', 'prompt'],
  ['samples', 'more-settings'],
  ['width', 'width'],
  ['height', 'height'],
  ['steps', 'more-settings'],
  ['faceStrength', 'faceStrength'],
  ['guidance', 'guidance'],
  ['seed', 'seed'],
  ['negativePrompt', 'negativePrompt'],
  ['safetyChecker', 'more-settings'],
  ['consent', 'consent'],
] as const;
const IN_MORE_SETTINGS = new Set<string>(ORDER.slice(3, -1).map(([name]) => name));

/** The schema comes when the form is first touched: the page is usable sooner, and the check is there before it is asked. */
const checked = () => import('./checked-input');
const resolver: Resolver<FormValues, unknown, AvatarWish> = async (values, context, options) =>
  (await checked()).resolveInput(values, context, options);

/** The request: selfie, style, prompt, settings, consent. What was typed stays, through errors and reloads. */
export function GenerationForm({
  facts,
  selfies,
  prefill,
  onSubmit,
}: {
  facts: EngineFacts;
  selfies: readonly SelfieView[];
  /** `null` = nothing: the kept draft is used. */
  prefill: Prefill | null;
  /** Answers `null` when it was taken. */
  onSubmit: (input: AvatarWish) => Promise<Refusal | null>;
}) {
  const [start] = useState(() => emptyForm(facts.styles[0] ?? 'comic', prefill ?? {}));
  const form = useForm<FormValues, unknown, AvatarWish>({
    resolver,
    defaultValues: start,
    shouldFocusError: false,
  });
  const [moreOpen, setMoreOpen] = useState(false);
  const busy = useRef(false);
  const taking = useRef(Promise.resolve());
  const [waiting, setWaiting] = useState(false);
  const { errors } = form.formState;

  useEffect(() => {
    if (prefill === null) {
      const draft = readDraft(start);
      if (![...facts.styles, ALL_STYLES].some((style) => style === draft.style)) delete draft.style;
      if (!selfies.some(({ id }) => id === draft.selfieId)) delete draft.selfieId;
      if (Object.keys(draft).length > 0) form.reset({ ...start, ...draft });
    }
    return form.subscribe({ formState: { values: true }, callback: ({ values }) => keepDraft(values) });
  }, [form, start, prefill, facts, selfies]);

  function show(names: readonly string[]) {
    const first = ORDER.find(([name]) => names.includes(name));
    if (!first) return;
    const [name, id] = first;
    // At once: a field in a closed section can't take the focus.
    if (IN_MORE_SETTINGS.has(name)) flushSync(() => setMoreOpen(true));
    const element = document.getElementById(id);
    const target = element?.matches('input, textarea')
      ? element
      : element?.querySelector<HTMLElement>('input, summary');
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'center' });
  }

  async function submit(input: AvatarWish) {
    if (busy.current) return;
    busy.current = true;
    try {
      const refusal = await onSubmit(input);
      if (refusal === null) return;
      const named = ORDER.filter(([name]) => refusal.fields[name] !== undefined);
      for (const [name] of named) form.setError(name, { type: 'server', message: refusal.fields[name] ?? '' });
      if (named.length === 0) form.setError('root', { type: 'server', message: refusal.message });
      show(named.map(([name]) => name));
    } finally {
      busy.current = false;
    }
  }

  /** Pressed while the photo is still on its way: the request goes as soon as it is there. */
  async function photoTaken() {
    setWaiting(true);
    for (let known: unknown = null; known !== taking.current; ) {
      known = taking.current;
      await taking.current;
    }
    setWaiting(false);
  }

  const onInvalid = (found: FieldErrors<FormValues>) => show(Object.keys(found));

  return (
    <FormProvider {...form}>
      <form
        noValidate
        aria-label={m.request()}
        onFocusCapture={() => void checked()}
        className="grid grid-cols-[minmax(0,1fr)] content-start gap-10"
        onSubmit={async (event) => {
          event.preventDefault();
          if (waiting) return;
          form.clearErrors('root');
          await photoTaken();
          await form.handleSubmit(submit, onInvalid)();
        }}
      >
        <SelfieField
          value={form.watch('selfieId')}
          error={errors.selfieId?.message}
          selfies={selfies}
          onChange={(id) => {
            form.setValue('selfieId', id, { shouldDirty: true });
            form.clearErrors('selfieId');
          }}
          onTaking={(taken) => {
            taking.current = taken;
          }}
        />
        <div id="style-field">
          <StyleCards styles={facts.styles} />
        </div>
        <PromptField engine={facts.name} />
        <div id="more-settings">
          <MoreSettings settings={facts.settings} open={moreOpen} onToggle={setMoreOpen} />
        </div>
        <div>
          <label className="flex min-h-11 items-start gap-3">
            <input
              {...form.register('consent')}
              id="consent"
              type="checkbox"
              aria-describedby={describedBy(errors.consent && 'consent-error')}
              aria-invalid={errors.consent !== undefined}
              className="tick mt-px"
            />
            <span>{m.consent()}</span>
          </label>
          <FieldError id="consent-error" message={errors.consent?.message} />
          <EngineNote engine={facts.name} />
          <button type="submit" className="button button-ink mt-5 min-h-13 w-full text-lg sm:w-auto sm:px-8">
            {common.createAvatars()}
          </button>
          <p role="status" className="mt-3 text-sm text-ink-soft empty:hidden">
            {waiting && m.startingSoon()}
          </p>
          <div role="alert">
            <FieldError id="form-error" message={errors.root?.message} />
          </div>
        </div>
      </form>
    </FormProvider>
  );
}

/** Who will draw, and what that one can't do: said before, not after. */
function EngineNote({ engine }: { engine: EngineFacts['name'] }) {
  return (
    <p className="mt-4 max-w-prose text-sm text-ink-soft">
      {engine === 'embedded' ? m.embeddedNote() : m.remoteNote()}
    </p>
  );
}
