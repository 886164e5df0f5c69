/** How far something is, 0–100; `null` = under way, nobody knows how far. */
export function ProgressBar({ label, value }: { label: string; value: number | null }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value)}
      className="h-1.5 overflow-hidden rounded-full bg-line"
    >
      <div
        className={`h-full rounded-full bg-accent transition-[width] duration-700 ease-settle ${value === null ? 'w-full animate-breathe opacity-40' : ''}`}
        style={value === null ? undefined : { width: `${Math.min(100, Math.max(2, value))}%` }}
      />
    </div>
  );
}
