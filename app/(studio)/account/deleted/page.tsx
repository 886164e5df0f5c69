import type { Metadata } from 'next';
import { Receipt } from '@/components/account/receipt';
import { DeadEnd } from '@/components/site/dead-end';
import * as m from '@/messages/compiled/account';
import * as common from '@/messages/compiled/common';
import { readReceipt } from './receipt';

export function generateMetadata(): Metadata {
  return { title: m.deleted(), robots: { index: false } };
}

export default async function DeletedPage({ searchParams }: PageProps<'/account/deleted'>) {
  const [receipt, query] = await Promise.all([readReceipt(), searchParams]);
  if (receipt !== null) return <Receipt receipt={receipt} />;
  const closed = query.receipt === 'later';
  return (
    <DeadEnd
      title={closed ? m.closed() : m.noReceipt()}
      links={
        <a href="/create" className="button button-ink">
          {common.startAnew()}
        </a>
      }
    >
      {closed ? m.closedText() : m.noReceiptText()}
    </DeadEnd>
  );
}
