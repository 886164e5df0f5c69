import type { Metadata } from 'next';
import { listNotices } from '@/lib/third-party';
import * as m from '@/messages/compiled/licences';

export function generateMetadata(): Metadata {
  return { title: m.title(), description: m.description() };
}

export default async function LicencesPage() {
  const packages = await listNotices();
  const named = [...new Set(packages.map(({ reason }) => reason).filter((reason) => reason !== null))];
  return (
    <article className="mx-auto w-full max-w-3xl px-4 pt-6 sm:px-8 sm:pt-12">
      <h1 className="text-4xl sm:text-5xl">{m.title()}</h1>
      <p className="mt-4 text-lg text-ink-soft">{m.lead()}</p>
      <div className="mt-6 grid gap-2">
        {named.map((reason) => (
          <p key={reason()}>{m.lgpl({ reason: reason() })}</p>
        ))}
      </div>
      <ul className="mt-10 border-t border-line">
        {packages.map(({ name, version, licence, hasText }) => (
          <li key={`${name} ${version}`} className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-1">
            <span className="inline-flex min-h-11 items-center break-all">
              {hasText ? (
                <a href={`/licences/text?package=${encodeURIComponent(name)}`} className="link">
                  {name}
                </a>
              ) : (
                name
              )}
            </span>
            <span className="text-sm text-ink-soft">
              {version} · {licence}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-8">{m.networks()}</p>
    </article>
  );
}
