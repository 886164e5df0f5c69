'use client';

import { type ReactNode, useId } from 'react';
import { STEPS, STYLE_NAMES, STYLES } from '@/lib/limits';
import * as m from '@/messages/compiled/developers';
import type { SampleRequest } from './code-samples';

/** What the form holds: as typed, so that nothing is lost. */
export type Fields = Record<
  'prompt' | 'style' | 'negative_prompt' | 'width' | 'height' | 'num_inference_steps' | 'samples' | 'seed',
  string
>;

export const EMPTY: Fields = {
  prompt: 'in a garden, golden hour',
  style: 'anime',
  negative_prompt: '',
  width: '',
  height: '',
  num_inference_steps: '',
  samples: '',
  seed: '',
};

const NUMBERS: ReadonlySet<string> = new Set(['width', 'height', 'num_inference_steps', 'samples', 'seed']);

/** What is sent: without what was left empty, and with numbers as numbers where they are some. */
export function requestOf(fields: Fields): SampleRequest {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => [name, NUMBERS.has(name) && Number.isFinite(Number(value)) ? Number(value) : value]),
  );
}

export function fieldsOf(request: SampleRequest): Fields {
  const given = Object.entries(request).filter(([name]) => name in EMPTY);
  const cleared = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, '']));
  return { ...EMPTY, ...cleared, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) };
}

/** The parameters, by the names that the wire has for them. */
export function PlaygroundForm({ fields, onChange }: { fields: Fields; onChange: (fields: Fields) => void }) {
  const set = (name: keyof Fields) => ({
    name,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...fields, [name]: event.target.value }),
  });
  return (
    <>
      <Labelled name="prompt">
        {(id) => <textarea id={id} rows={2} className="field mt-1.5 resize-y" {...set('prompt')} />}
      </Labelled>
      <Labelled name="style">
        {(id) => (
          <select id={id} className="field mt-1.5" {...set('style')}>
            {STYLES.map((style) => (
              <option key={style} value={style}>
                {STYLE_NAMES[style]}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled name="negative_prompt">
        {(id) => <input id={id} className="field mt-1.5" {...set('negative_prompt')} />}
      </Labelled>
      <div className="grid grid-cols-2 gap-4">
        {(['width', 'height', 'seed', 'samples'] as const).map((name) => (
          <Labelled key={name} name={name}>
            {(id) => <input id={id} inputMode="numeric" className="field mt-1.5" {...set(name)} />}
          </Labelled>
        ))}
      </div>
      <Labelled name="num_inference_steps">
        {(id) => (
          <select id={id} className="field mt-1.5" {...set('num_inference_steps')}>
            <option value="">{m.usualChoice()}</option>
            {STEPS.map((steps) => (
              <option key={steps}>{steps}</option>
            ))}
          </select>
        )}
      </Labelled>
    </>
  );
}

export function Labelled({ name, children }: { name: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="font-mono text-sm font-semibold">
        {name}
      </label>
      {children(id)}
    </div>
  );
}
