/** A moment in UTC, so that server and browser write the same. */
export function When({ date }: { date: string }) {
  const text = new Date(date).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return <time dateTime={date}>{text} UTC</time>;
}
