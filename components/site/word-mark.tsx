/** The name with its sign: two portraits side by side, the selfie and its equal. */
export function WordMark() {
  return (
    <span className="inline-flex items-center gap-2.5 text-lg font-semibold tracking-tight">
      <svg viewBox="0 0 28 24" className="h-5 w-auto" aria-hidden="true">
        <rect x="1.25" y="2.25" width="10.5" height="19.5" rx="4" className="fill-none stroke-ink" strokeWidth="2.5" />
        <rect x="15" y="1" width="13" height="22" rx="5" className="fill-accent" />
      </svg>
      Selfsame
    </span>
  );
}
