import { rich } from '@/components/ui/rich';
import type { Usage } from '@/lib/views';
import * as m from '@/messages/compiled/account';

/** How much of the day's generations is used. */
export function Today({ usage: { used, limit } }: { usage: Usage }) {
  const percent = limit === 0 ? 100 : Math.min(100, (used / limit) * 100);
  return (
    <div className="w-full max-w-md">
      <p>
        {rich(m.used({ used, limit }), {
          used: (text) => <strong className="font-semibold tabular-nums">{text}</strong>,
        })}
      </p>
      <div aria-hidden="true" className="mt-3 h-1.5 overflow-hidden rounded-full bg-sunk">
        <div className="h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
      </div>
      <p className="mt-2 text-sm text-ink-soft">{used >= limit ? m.moreAtMidnight() : m.anewAtMidnight()}</p>
    </div>
  );
}
