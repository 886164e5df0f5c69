import * as m from '@/messages/compiled/create';

/** Where the pictures will be, before there are any. */
export function NothingYet() {
  return (
    <div className="mt-3">
      <div aria-hidden="true" className="grid max-w-md grid-cols-2 gap-3">
        <div className="aspect-[2/3] rounded-picture border border-dashed border-line" />
        <div className="aspect-[2/3] rounded-picture border border-dashed border-line" />
      </div>
      <p className="mt-4 max-w-sm text-ink-soft">{m.nothingYet()}</p>
    </div>
  );
}
