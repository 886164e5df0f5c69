import type { Metadata } from 'next';
import { ApiKeys } from '@/components/developers/api-keys';
import { Deliveries } from '@/components/developers/deliveries';
import { DeveloperNav } from '@/components/developers/developer-nav';
import { listApiKeys } from '@/lib/api-keys';
import { listDeliveries } from '@/lib/api-webhooks';
import { getUserId } from '@/lib/session';
import * as m from '@/messages/compiled/developers';
import { createApiKey, listDeliveries as readDeliveries, resendDelivery, revokeApiKey } from './actions';

export function generateMetadata(): Metadata {
  return { title: m.keysTitle(), robots: { index: false } };
}

export default async function KeysPage() {
  const userId = await getUserId();
  const [keys, deliveries] =
    userId === null ? [[], []] : await Promise.all([listApiKeys(userId), listDeliveries(userId)]);
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-4 sm:px-8 sm:pt-10">
      <DeveloperNav current="keys" />
      <h1 className="mt-6 text-4xl sm:text-5xl">{m.keysTitle()}</h1>
      <p className="mt-4 text-lg text-ink-soft">{m.keysLead()}</p>
      <ApiKeys initial={keys} actions={{ create: createApiKey, revoke: revokeApiKey }} />
      <Deliveries initial={deliveries} actions={{ read: readDeliveries, resend: resendDelivery }} />
    </div>
  );
}
