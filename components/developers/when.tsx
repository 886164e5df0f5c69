import { formatDate } from '@/messages/locale';

/** A moment in UTC, so that server and browser write the same. */
export function When({ date }: { date: string }) {
  const text = formatDate(date, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return <time dateTime={date}>{text} UTC</time>;
}
