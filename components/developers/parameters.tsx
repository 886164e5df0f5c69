import type { ParameterFact } from '@/lib/views';
import * as m from '@/messages/compiled/developers';
import { InlineCode } from './inline-code';

/** What a request may say, one parameter a row. */
export function Parameters({ parameters }: { parameters: ParameterFact[] }) {
  return (
    <dl className="divide-y divide-line border-y border-line">
      {parameters.map(({ name, type, required, limits, usual, description }) => (
        <div key={name} className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[13rem_1fr]">
          <dt>
            <code className="font-mono text-sm font-semibold">{name}</code>
            <span className="block text-sm text-ink-soft">
              {type}
              {required && `, ${m.required()}`}
            </span>
          </dt>
          <dd>
            {/* The reference is the schemas' own, in English. */}
            <span lang="en">
              <InlineCode text={description} />
            </span>
            {(limits !== '' || usual !== '') && (
              <span className="block text-sm text-ink-soft">
                {limits}
                {limits !== '' && usual !== '' && ' · '}
                {usual !== '' && m.usual({ value: usual })}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
