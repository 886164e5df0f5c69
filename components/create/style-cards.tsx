'use client';

import { Check } from 'lucide-react';
import { useFormContext } from 'react-hook-form';
import { FieldError } from '@/components/ui/field-error';
import { ALL_STYLES, STYLE_NAMES, STYLES, type Style } from '@/lib/limits';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import type { FormValues } from './form-values';

/** One picture card per style; radio buttons to keyboard and screen reader. */
export function StyleCards({ styles }: { styles: readonly Style[] }) {
  const {
    formState: { errors },
  } = useFormContext<FormValues>();
  return (
    <div role="radiogroup" aria-labelledby="style" aria-describedby={errors.style && 'style-error'}>
      <p id="style" className="text-lg font-semibold">
        {common.style()}
      </p>
      <div
        className={`mt-3 grid gap-3 ${styles.length > 2 ? 'grid-cols-3 sm:grid-cols-6' : 'grid-cols-2 sm:grid-cols-3'}`}
      >
        {styles.map((style, index) => (
          <StyleCard
            key={style}
            value={style}
            name={STYLE_NAMES[style]}
            picture={`/examples/style-${style}.webp`}
            first={index === 0}
          />
        ))}
        {styles.length > 1 && (
          <StyleCard value={ALL_STYLES} name={m.allStyles({ count: styles.length })} picture={null} />
        )}
      </div>
      <FieldError id="style-error" message={errors.style?.message} />
    </div>
  );
}

function StyleCard({
  value,
  name,
  picture,
  first = false,
}: {
  value: FormValues['style'];
  name: string;
  /** An example of the style; `null` for all of them at once. */
  picture: string | null;
  /** The largest picture of the page's first sight. */
  first?: boolean;
}) {
  const { register } = useFormContext<FormValues>();
  return (
    <label className="group relative block rounded-print has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-4 has-[:focus-visible]:outline-accent">
      <input
        {...register('style')}
        type="radio"
        value={value}
        className="peer absolute inset-0 z-10 size-full cursor-pointer opacity-0"
      />
      <span className="block overflow-hidden rounded-print bg-sunk ring-accent ring-offset-2 ring-offset-paper peer-checked:ring-2">
        {picture === null ? (
          <Fan />
        ) : (
          <img
            src={picture}
            alt=""
            width={256}
            height={320}
            fetchPriority={first ? 'high' : 'auto'}
            className="aspect-[4/5] w-full object-cover transition-transform duration-300 group-hover:scale-[1.03]"
          />
        )}
      </span>
      <span className="absolute top-2 right-2 grid size-6 scale-75 place-items-center rounded-full bg-accent text-on-accent opacity-0 transition peer-checked:scale-100 peer-checked:opacity-100">
        <Check size={15} strokeWidth={3} aria-hidden="true" />
      </span>
      <span className="mt-2 block text-center text-sm peer-checked:font-semibold">{name}</span>
    </label>
  );
}

/** Strips of every style's example side by side. */
function Fan() {
  return (
    <span className="flex aspect-[4/5] w-full gap-px transition-transform duration-300 group-hover:scale-[1.03]">
      {STYLES.map((style) => (
        <img
          key={style}
          src={`/examples/style-${style}.webp`}
          alt=""
          width={256}
          height={320}
          className="h-full min-w-0 flex-1 object-cover object-[50%_20%]"
        />
      ))}
    </span>
  );
}
