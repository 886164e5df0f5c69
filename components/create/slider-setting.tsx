'use client';

import { useController } from 'react-hook-form';
import { describedBy, FieldError } from '@/components/ui/field-error';
import type { FormValues } from './form-values';

/** A number between two limits, by slider. */
export function SliderSetting({
  name,
  label,
  hint,
  min,
  max,
  step,
}: {
  name: 'guidance' | 'faceStrength';
  label: string;
  hint: string;
  min: number;
  max: number;
  step: number;
}) {
  const { field, fieldState } = useController<FormValues, typeof name>({ name });
  return (
    <div>
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={name} className="font-semibold">
          {label}
        </label>
        <output htmlFor={name} className="tabular-nums">
          {field.value}
        </output>
      </div>
      <p id={`${name}-hint`} className="mt-0.5 text-sm text-ink-soft">
        {hint}
      </p>
      <input
        id={name}
        type="range"
        min={min}
        max={max}
        step={step}
        value={field.value}
        aria-describedby={describedBy(`${name}-hint`, fieldState.error && `${name}-error`)}
        onChange={(event) => field.onChange(event.target.valueAsNumber)}
        onBlur={field.onBlur}
        className="slider mt-1"
      />
      <FieldError id={`${name}-error`} message={fieldState.error?.message} />
    </div>
  );
}
