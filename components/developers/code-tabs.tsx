import { useId } from 'react';
import * as m from '@/messages/compiled/developers';
import { CodeBlock } from './code-block';
import type { Language } from './code-samples';

const TAB = 'inline-flex min-h-11 cursor-pointer items-center rounded-control px-2.5 font-medium sm:px-3 text-ink-soft';

/** Whole names, so that the style sheet finds them. */
const CLASSES: Record<Language, { input: string; label: string; panel: string }> = {
  curl: {
    input: 'peer/curl',
    label:
      'peer-checked/curl:bg-sunk peer-checked/curl:text-ink peer-focus-visible/curl:outline-2 peer-focus-visible/curl:outline-accent',
    panel: 'peer-checked/curl:block',
  },
  TypeScript: {
    input: 'peer/ts',
    label:
      'peer-checked/ts:bg-sunk peer-checked/ts:text-ink peer-focus-visible/ts:outline-2 peer-focus-visible/ts:outline-accent',
    panel: 'peer-checked/ts:block',
  },
  Python: {
    input: 'peer/py',
    label:
      'peer-checked/py:bg-sunk peer-checked/py:text-ink peer-focus-visible/py:outline-2 peer-focus-visible/py:outline-accent',
    panel: 'peer-checked/py:block',
  },
  PHP: {
    input: 'peer/php',
    label:
      'peer-checked/php:bg-sunk peer-checked/php:text-ink peer-focus-visible/php:outline-2 peer-focus-visible/php:outline-accent',
    panel: 'peer-checked/php:block',
  },
  Go: {
    input: 'peer/go',
    label:
      'peer-checked/go:bg-sunk peer-checked/go:text-ink peer-focus-visible/go:outline-2 peer-focus-visible/go:outline-accent',
    panel: 'peer-checked/go:block',
  },
};

/** The same in several languages, one at a time: radio buttons and CSS, so that it works before any script. */
export function CodeTabs({ name, samples }: { name: string; samples: { language: Language; code: string }[] }) {
  const id = useId();
  return (
    <fieldset className="flex flex-wrap sm:gap-x-1">
      <legend className="sr-only">{m.language({ name })}</legend>
      {samples.map(({ language }, index) => (
        <input
          key={`input-${language}`}
          type="radio"
          id={`${id}-${language}`}
          name={id}
          defaultChecked={index === 0}
          className={`sr-only ${CLASSES[language].input}`}
        />
      ))}
      {samples.map(({ language }) => (
        <label key={`label-${language}`} htmlFor={`${id}-${language}`} className={`${TAB} ${CLASSES[language].label}`}>
          {language}
        </label>
      ))}
      {samples.map(({ language, code }) => (
        <div key={`panel-${language}`} className={`mt-2 hidden w-full min-w-0 ${CLASSES[language].panel}`}>
          <CodeBlock code={code} name={m.sampleIn({ name, language })} />
        </div>
      ))}
    </fieldset>
  );
}
