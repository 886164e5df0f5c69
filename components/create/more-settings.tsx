'use client';

import { ChevronDown } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useFormContext } from 'react-hook-form';
import { describedBy, FieldError } from '@/components/ui/field-error';
import type { Setting } from '@/lib/limits';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import type { FormValues } from './form-values';
import { SeedSetting } from './seed-setting';
import { SizeSetting } from './size-setting';
import { SliderSetting } from './slider-setting';

const QUALITIES = [
  { steps: 21, name: common.draft },
  { steps: 31, name: common.good },
  { steps: 41, name: common.best },
];

/** What most people never need: only the settings that the present engine honours, each in one plain line. */
export function MoreSettings({
  settings,
  open,
  onToggle,
}: {
  settings: readonly Setting[];
  open: boolean;
  onToggle: (open: boolean) => void;
}) {
  const { register, setValue, watch, formState } = useFormContext<FormValues>();
  const details = useRef<HTMLDetailsElement>(null);
  // Opened before this page's scripts were there.
  const onReady = useEffectEvent(() => details.current?.open && onToggle(true));
  useEffect(() => void onReady(), []);
  if (settings.length === 0) return null;
  const has = (setting: Setting) => settings.includes(setting);
  const { errors } = formState;
  return (
    <details
      ref={details}
      open={open}
      onToggle={(event) => onToggle(event.currentTarget.open)}
      className="group border-y border-line"
    >
      <summary className="flex min-h-14 list-none items-center justify-between gap-4 font-semibold [&::-webkit-details-marker]:hidden">
        {m.moreSettings()}
        <ChevronDown size={20} className="transition-transform group-open:rotate-180" aria-hidden="true" />
      </summary>
      {/* Most people never see them: the page comes to life sooner without. */}
      {open && (
        <div className="grid gap-8 pt-2 pb-8">
          {has('samples') && (
            <Choice
              legend={m.pictures()}
              hint={m.picturesHint()}
              choices={[1, 2, 3, 4].map((value) => ({ value, name: String(value) }))}
              value={watch('samples') ?? 1}
              onChoose={(value) => setValue('samples', value)}
              name="samples"
            />
          )}
          {has('size') && <SizeSetting />}
          {has('steps') && (
            <Choice
              legend={common.quality()}
              hint={m.qualityHint()}
              choices={QUALITIES.map(({ steps, name }) => ({
                value: steps,
                name: name(),
                note: common.steps({ count: steps }),
              }))}
              value={watch('steps') ?? 31}
              onChoose={(value) => {
                if (value === 21 || value === 31 || value === 41) setValue('steps', value);
              }}
              name="steps"
            />
          )}
          {has('faceStrength') && (
            <SliderSetting
              name="faceStrength"
              label={common.faceStrength()}
              hint={m.faceStrengthHint()}
              min={0}
              max={2}
              step={0.1}
            />
          )}
          {has('guidance') && (
            <SliderSetting
              name="guidance"
              label={common.guidance()}
              hint={m.guidanceHint()}
              min={1}
              max={20}
              step={0.5}
            />
          )}
          {has('seed') && <SeedSetting />}
          {has('negativePrompt') && (
            <div>
              <label htmlFor="negativePrompt" className="font-semibold">
                {m.leaveOut()}
              </label>
              <p id="negativePrompt-hint" className="mt-0.5 text-sm text-ink-soft">
                {m.leaveOutHint()}
              </p>
              <textarea
                {...register('negativePrompt')}
                id="negativePrompt"
                rows={2}
                aria-describedby={describedBy('negativePrompt-hint', errors.negativePrompt && 'negativePrompt-error')}
                aria-invalid={errors.negativePrompt !== undefined}
                className="field mt-2 block field-sizing-content max-h-60 min-h-20 resize-none"
              />
              <FieldError id="negativePrompt-error" message={errors.negativePrompt?.message} />
            </div>
          )}
          {has('safetyChecker') && (
            <label className="flex min-h-11 items-start gap-3">
              <input {...register('safetyChecker')} type="checkbox" className="tick mt-0.5" />
              <span>
                <span className="font-semibold">{common.safetyChecker()}</span>
                <span className="mt-0.5 block text-sm text-ink-soft">{m.safetyHint()}</span>
              </span>
            </label>
          )}
        </div>
      )}
    </details>
  );
}

/** A few choices side by side: radio buttons that look like one switch. */
function Choice({
  legend,
  hint,
  name,
  choices,
  value,
  onChoose,
}: {
  legend: string;
  hint: string;
  name: string;
  choices: readonly { value: number; name: string; note?: string }[];
  value: number;
  onChoose: (value: number) => void;
}) {
  return (
    <div role="radiogroup" aria-labelledby={`${name}-name`} aria-describedby={`${name}-hint`}>
      <p id={`${name}-name`} className="font-semibold">
        {legend}
      </p>
      <p id={`${name}-hint`} className="mt-0.5 text-sm text-ink-soft">
        {hint}
      </p>
      <div className="mt-2 grid auto-cols-fr grid-flow-col gap-1 rounded-[0.75rem] bg-sunk p-1">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="relative grid min-h-11 place-content-center rounded-control text-center has-[:checked]:bg-raised has-[:checked]:font-semibold has-[:checked]:shadow-sm has-[:checked]:ring-1 has-[:checked]:ring-edge has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent"
          >
            <input
              type="radio"
              name={name}
              checked={value === choice.value}
              onChange={() => onChoose(choice.value)}
              className="absolute inset-0 size-full cursor-pointer opacity-0"
            />
            {choice.name}
            {choice.note !== undefined && <span className="text-xs font-normal text-ink-soft">{choice.note}</span>}
          </label>
        ))}
      </div>
    </div>
  );
}
