import type { Metadata } from 'next';
import { connection } from 'next/server';
import { DeveloperNav } from '@/components/developers/developer-nav';
import { Playground } from '@/components/developers/playground';
import { env } from '@/lib/env';
import { beginPlayground } from './actions';

export const metadata: Metadata = { title: 'Playground', description: 'Try the API, and take the code along.' };

export default async function PlaygroundPage() {
  // The address is the running server's, not that of the machine that built it.
  await connection();
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-4 sm:px-8 sm:pt-10">
      <DeveloperNav current="playground" />
      <h1 className="mt-6 text-4xl sm:text-5xl">Playground</h1>
      <p className="mt-4 max-w-2xl text-lg text-ink-soft">
        A request as a program would send it, the answers as they come, and the code to take along.
      </p>
      <Playground publicUrl={env().publicUrl} begin={beginPlayground} />
    </div>
  );
}
