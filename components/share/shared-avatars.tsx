import { WordMark } from '@/components/site/word-mark';
import { STYLE_NAMES } from '@/lib/limits';
import type { SharedAvatar, SharedView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/shared';

type Open = Extract<SharedView, { status: 'open' }>;

/** What a stranger sees: the avatars, and whatever else their owner lets them see. No JavaScript of ours. */
export function SharedAvatars({ shared }: { shared: Open }) {
  const [first] = shared.avatars;
  return shared.avatars.length === 1 && first ? (
    <OneAvatar shared={shared} avatar={first} />
  ) : (
    <SeveralAvatars shared={shared} />
  );
}

function OneAvatar({ shared, avatar }: { shared: Open; avatar: SharedAvatar }) {
  return (
    <main
      id="main"
      className="mx-auto grid min-h-dvh w-full max-w-5xl content-start gap-x-16 gap-y-8 px-4 py-8 sm:px-8 md:content-center md:grid-cols-[minmax(0,28rem)_1fr] md:items-center"
    >
      <Picture slug={shared.slug} avatar={avatar} eager />
      <div className="grid justify-items-start gap-5">
        <Home />
        <h1 className="text-3xl sm:text-4xl">{m.madeWith()}</h1>
        <Details slug={shared.slug} avatar={avatar} />
        <p className="max-w-sm text-ink-soft">{m.lead()}</p>
        <div className="flex flex-wrap gap-3 print:hidden">
          <a href="/create" className="button button-ink">
            {common.makeYourOwn()}
          </a>
          {shared.allowsDownload && (
            <a href={addressOf(shared.slug, avatar, 'download')} download className="button button-line">
              {common.download()}
            </a>
          )}
        </div>
      </div>
    </main>
  );
}

function SeveralAvatars({ shared }: { shared: Open }) {
  return (
    <main id="main" className="mx-auto w-full max-w-7xl px-4 pt-3 pb-16 sm:px-8">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <Home />
        <a href="/create" className="button button-ink print:hidden">
          {common.makeYourOwn()}
        </a>
      </div>
      <h1 className="mt-8 mb-6 text-3xl sm:mt-12 sm:text-4xl">{common.avatars({ count: shared.avatars.length })}</h1>
      <ul
        className={`grid grid-cols-2 gap-x-3 gap-y-6 sm:grid-cols-3 sm:gap-x-5 ${shared.avatars.length === 5 ? 'lg:grid-cols-5' : 'lg:grid-cols-4'}`}
      >
        {shared.avatars.map((avatar, index) => (
          <li key={avatar.position} className="break-inside-avoid">
            <Picture slug={shared.slug} avatar={avatar} eager={index < 4} />
            <div className="mt-2 flex min-h-11 items-center justify-between gap-2">
              <p>{STYLE_NAMES[avatar.style]}</p>
              {shared.allowsDownload && (
                <a
                  href={addressOf(shared.slug, avatar, 'download')}
                  download
                  aria-label={m.downloadAvatar({ number: index + 1 })}
                  className="button button-bare -mr-3 print:hidden"
                >
                  {m.downloadThis()}
                </a>
              )}
            </div>
            <Details slug={shared.slug} avatar={avatar} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Home() {
  return (
    <a href="/" aria-label={common.home()} className="inline-flex min-h-11 items-center">
      <WordMark />
    </a>
  );
}

function Picture({ slug, avatar, eager }: { slug: string; avatar: SharedAvatar; eager: boolean }) {
  const { width, height, placeholder, style } = avatar;
  return (
    <div
      className="overflow-hidden rounded-picture bg-sunk bg-cover bg-center"
      style={{
        aspectRatio: `${width} / ${height}`,
        ...(placeholder === '' ? {} : { backgroundImage: `url("${placeholder}")` }),
      }}
    >
      <img
        src={addressOf(slug, avatar, 'size=page')}
        alt={common.avatarInStyle({ style: STYLE_NAMES[style] })}
        width={width}
        height={height}
        loading={eager ? 'eager' : 'lazy'}
        fetchPriority={eager && avatar.position === 0 ? 'high' : 'auto'}
        className="size-full object-cover"
      />
    </div>
  );
}

/** The selfie and the prompt, where their owner shows them. */
function Details({ slug, avatar }: { slug: string; avatar: SharedAvatar }) {
  if (!avatar.hasSelfie && avatar.prompt === null) return null;
  return (
    <div className="flex max-w-sm items-start gap-4">
      {avatar.hasSelfie && (
        <img
          src={addressOf(slug, avatar, 'of=selfie')}
          alt={common.selfieItCameFrom()}
          width={96}
          height={96}
          loading="lazy"
          className="size-20 flex-none rounded-print bg-sunk object-cover object-[50%_15%] sm:size-24"
        />
      )}
      {avatar.prompt !== null && (
        <p className="min-w-0 wrap-anywhere whitespace-pre-line text-ink-soft">{m.quote({ prompt: avatar.prompt })}</p>
      )}
    </div>
  );
}

function addressOf(slug: string, { position }: SharedAvatar, ...wishes: string[]): string {
  const query = [...(position === 0 ? [] : [`n=${position}`]), ...wishes].join('&');
  return `/s/${slug}/image${query === '' ? '' : `?${query}`}`;
}
