'use client';

import { useController } from 'react-hook-form';
import { FieldError } from '@/components/ui/field-error';
import { SEED_MAX } from '@/lib/limits';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import type { FormValues } from './form-values';

/** Chance, or one number that gives the same picture again. */
export function SeedSetting() {
  const { field, fieldState } = useController<FormValues, 'seed'>({ name: 'seed' });
  const fixed = typeof field.value === 'number';
  return (
    <fieldset>
      <legend className="font-semibold">{common.seed()}</legend>
      <p className="mt-0.5 text-sm text-ink-soft">{m.seedHint()}</p>
      <label className="mt-1 flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="tick"
          checked={fixed}
          onChange={(event) => field.onChange(event.target.checked ? Math.floor(Math.random() * (SEED_MAX + 1)) : null)}
        />
        {m.keepSeed()}
      </label>
      {fixed && (
        <input
          id="seed"
          type="number"
          inputMode="numeric"
          min={0}
          max={SEED_MAX}
          aria-label={m.seedNumber()}
          aria-describedby={fieldState.error && 'seed-error'}
          aria-invalid={fieldState.error !== undefined}
          value={Number.isNaN(field.value) ? '' : (field.value ?? '')}
          onChange={(event) => field.onChange(event.target.valueAsNumber)}
          onBlur={field.onBlur}
          className="field mt-1"
        />
      )}
      <FieldError id="seed-error" message={fieldState.error?.message} />
    </fieldset>
  );
}
