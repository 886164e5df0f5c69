import type { Metadata } from 'next';
import { Receipt } from '@/components/account/receipt';
import { DeadEnd } from '@/components/site/dead-end';
import { readReceipt } from './receipt';

export const metadata: Metadata = { title: 'Everything is deleted', robots: { index: false } };

export default async function DeletedPage({ searchParams }: PageProps<'/account/deleted'>) {
  const [receipt, query] = await Promise.all([readReceipt(), searchParams]);
  if (receipt !== null) return <Receipt receipt={receipt} />;
  const closed = query.receipt === 'later';
  return (
    <DeadEnd
      title={closed ? 'Your account is closed' : 'No receipt here'}
      links={
        <a href="/create" className="button button-ink">
          Start anew
        </a>
      }
    >
      {closed
        ? 'Nobody can reach it any more. What is left of it is being removed, which goes on by itself.'
        : 'The receipt of a deletion is kept for an hour, by the browser that asked for it.'}
    </DeadEnd>
  );
}
