import type { Metadata } from 'next';
import { connection } from 'next/server';
import { DeveloperNav } from '@/components/developers/developer-nav';
import { Playground } from '@/components/developers/playground';
import { env } from '@/lib/env';
import * as m from '@/messages/compiled/developers';
import { beginPlayground } from './actions';

export function generateMetadata(): Metadata {
  return { title: m.playgroundTitle(), description: m.playgroundDescription() };
}

export default async function PlaygroundPage() {
  // The address is the running server's, not that of the machine that built it.
  await connection();
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-4 sm:px-8 sm:pt-10">
      <DeveloperNav current="playground" />
      <h1 className="mt-6 text-4xl sm:text-5xl">{m.playgroundTitle()}</h1>
      <p className="mt-4 max-w-2xl text-lg text-ink-soft">{m.playgroundLead()}</p>
      <Playground publicUrl={env().publicUrl} begin={beginPlayground} />
    </div>
  );
}
