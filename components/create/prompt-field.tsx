'use client';

import { useFormContext } from 'react-hook-form';
import { describedBy, FieldError } from '@/components/ui/field-error';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import type { FormValues } from './form-values';

/** Places and things to wear that the embedded engine draws; face_gen understands them too. */
const IDEAS = [
  {
    name: m.places,
    words: [
      ...['beach', 'cherry blossom', 'city at night', 'forest', 'space', 'sunset'],
      ...['snow', 'mountains', 'underwater', 'rain', 'office'],
    ],
  },
  { name: m.toWear, words: ['crown', 'sunglasses', 'wizard hat', 'headphones', 'cat ears', 'bow tie'] },
];

function parts(prompt: string): string[] {
  return prompt
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What to draw round the person, in words; ideas are one tap away, and those of one kind take each other's place. */
export function PromptField({ engine }: { engine: 'embedded' | 'face_gen' }) {
  const {
    register,
    setValue,
    watch,
    formState: { errors },
  } = useFormContext<FormValues>();
  const words = parts(watch('prompt') ?? '');

  function toggle(idea: string, kind: readonly string[]) {
    const others = words.filter((word) => !kind.includes(word.toLowerCase()));
    const next = words.includes(idea) ? others : [...others, idea];
    setValue('prompt', next.join(', '), { shouldDirty: true, shouldValidate: errors.prompt !== undefined });
  }

  return (
    <div>
      <label htmlFor="prompt" className="text-lg font-semibold">
        {common.prompt()}
      </label>
      <p id="prompt-hint" className="mt-1 text-sm text-ink-soft">
        {engine === 'embedded' ? m.promptHere() : m.promptRemote()}
      </p>
      <textarea
        {...register('prompt')}
        id="prompt"
        rows={2}
        aria-describedby={describedBy('prompt-hint', errors.prompt && 'prompt-error')}
        aria-invalid={errors.prompt !== undefined}
        className="field mt-3 block field-sizing-content max-h-60 min-h-20 resize-none wrap-anywhere"
      />
      <FieldError id="prompt-error" message={errors.prompt?.message} />
      {IDEAS.map(({ name, words: kind }) => (
        <ul key={name()} aria-label={m.ideas({ kind: name() })} className="mt-3 flex flex-wrap gap-2">
          {kind.map((idea) => (
            <li key={idea}>
              <button
                type="button"
                aria-pressed={words.includes(idea)}
                onClick={() => toggle(idea, kind)}
                className="min-h-11 rounded-full border border-line bg-raised px-4 text-sm transition-colors hover:border-ink aria-pressed:border-accent aria-pressed:bg-accent-wash focus-visible:rounded-full"
              >
                {idea}
              </button>
            </li>
          ))}
        </ul>
      ))}
    </div>
  );
}
