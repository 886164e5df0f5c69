import * as m from '@/messages/compiled/developers';
import type { Run } from './playground-history';
import { When } from './when';

/** Earlier runs of the playground: to see again, and to fill the form from. */
export function Runs({ runs, onAgain }: { runs: readonly Run[]; onAgain: (run: Run) => void }) {
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="runs" className="min-w-0">
      <h2 id="runs" className="mb-1 text-2xl">
        {m.earlier()}
      </h2>
      <p className="mb-3 text-sm text-ink-soft">{m.earlierHint()}</p>
      <ul className="divide-y divide-line border-y border-line">
        {runs.map((run) => (
          <li key={run.id} className="flex items-center gap-4 py-3">
            {run.outputs[0] !== undefined && (
              <img
                src={run.outputs[0]}
                alt=""
                loading="lazy"
                className="h-15 w-10 flex-none rounded-control bg-sunk object-cover"
              />
            )}
            <div className="min-w-0 flex-1">
              <p className="truncate">{String(run.request.prompt ?? '')}</p>
              <p className="text-sm text-ink-soft">
                {String(run.request.style ?? '')} · <When date={run.at} />
              </p>
            </div>
            <button
              type="button"
              className="button button-line"
              aria-label={m.fillFrom({ id: run.id })}
              onClick={() => onAgain(run)}
            >
              {m.fillIn()}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
