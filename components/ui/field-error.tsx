/** The sentence beside a field that needs mending; the field names it with `aria-describedby`. */
export function FieldError({ id, message }: { id: string; message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <p id={id} className="mt-2 flex items-baseline gap-2 text-sm font-medium text-danger">
      <span aria-hidden="true" className="size-1.5 flex-none -translate-y-0.5 rounded-full bg-danger" />
      {message}
    </p>
  );
}

/** The ids of a field's hint and error, as `aria-describedby` wants them. */
export function describedBy(...ids: (string | false | undefined)[]): string | undefined {
  const given = ids.filter((id) => typeof id === 'string');
  return given.length > 0 ? given.join(' ') : undefined;
}
