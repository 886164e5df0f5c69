'use client';

import * as m from '@/messages/compiled/create';

/** Photos given before, one tap away. */
export function EarlierSelfies({
  ids,
  chosen,
  onChoose,
}: {
  ids: readonly string[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  if (ids.length === 0 || (ids.length === 1 && ids[0] === chosen)) return null;
  return (
    <div className="mt-4">
      <p id="earlier" className="text-sm text-ink-soft">
        {m.before()}
      </p>
      <ul aria-labelledby="earlier" className="-mx-1 mt-1 flex gap-2 overflow-x-auto p-1">
        {ids.map((id, index) => (
          <li key={id} className="flex-none">
            <button
              type="button"
              aria-pressed={id === chosen}
              aria-label={m.pickPhoto({ number: index + 1, count: ids.length })}
              onClick={() => onChoose(id)}
              className="block size-14 overflow-hidden rounded-control bg-sunk outline-offset-2 aria-pressed:outline-2 aria-pressed:outline-accent focus-visible:rounded-control"
            >
              <img
                src={`/images/selfies/${id}?size=thumb`}
                alt=""
                loading="lazy"
                className="size-full object-cover object-[50%_10%]"
              />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
