'use client';

import { useFormContext } from 'react-hook-form';
import { FieldError } from '@/components/ui/field-error';
import { HEIGHT_MAX, SIZE_MIN, SIZE_STEP, WIDTH_MAX } from '@/lib/limits';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import type { FormValues } from './form-values';

const PRESETS = [
  { name: m.portrait, width: 512, height: 768 },
  { name: m.square, width: 512, height: 512 },
  { name: m.wide, width: 512, height: 384 },
  { name: m.small, width: 256, height: 384 },
];

/** Width and height: the usual shapes by one tap, any other by number. */
export function SizeSetting() {
  const { setValue, watch } = useFormContext<FormValues>();
  const [width, height] = watch(['width', 'height']);
  return (
    <fieldset>
      <legend className="font-semibold">{common.size()}</legend>
      <p className="mt-0.5 text-sm text-ink-soft">{m.sizeHint()}</p>
      <div className="mt-2 grid grid-cols-4 gap-2">
        {PRESETS.map((preset) => (
          <button
            key={preset.name()}
            type="button"
            aria-pressed={preset.width === width && preset.height === height}
            onClick={() => {
              setValue('width', preset.width, { shouldValidate: true });
              setValue('height', preset.height, { shouldValidate: true });
            }}
            className="flex min-h-24 flex-col items-center justify-end gap-1 rounded-control border border-line bg-raised px-1 pt-3 pb-2 text-sm hover:border-ink aria-pressed:border-accent aria-pressed:bg-accent-wash focus-visible:rounded-control"
          >
            <span
              aria-hidden="true"
              className="mb-auto rounded-[3px] border-[1.5px] border-current"
              style={{ width: preset.width / 16, height: preset.height / 16 }}
            />
            {preset.name()}
          </button>
        ))}
      </div>
      <div className="mt-3 grid grid-cols-2 gap-3">
        <Side name="width" label={m.width()} max={WIDTH_MAX} />
        <Side name="height" label={m.height()} max={HEIGHT_MAX} />
      </div>
    </fieldset>
  );
}

function Side({ name, label, max }: { name: 'width' | 'height'; label: string; max: number }) {
  const { register, formState } = useFormContext<FormValues>();
  const error = formState.errors[name];
  return (
    <div>
      <label htmlFor={name} className="text-sm text-ink-soft">
        {label}
      </label>
      <input
        {...register(name, { valueAsNumber: true })}
        id={name}
        type="number"
        inputMode="numeric"
        min={SIZE_MIN}
        max={max}
        step={SIZE_STEP}
        aria-describedby={error && `${name}-error`}
        aria-invalid={error !== undefined}
        className="field mt-1"
      />
      <FieldError id={`${name}-error`} message={error?.message} />
    </div>
  );
}
