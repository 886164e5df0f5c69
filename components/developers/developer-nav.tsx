import * as m from '@/messages/compiled/developers';

const PAGES = [
  { id: 'docs', href: '/developers', name: m.navDocs },
  { id: 'keys', href: '/developers/keys', name: m.navKeys },
  { id: 'playground', href: '/developers/playground', name: m.navPlayground },
] as const;

/** The pages for developers, as plain links. */
export function DeveloperNav({ current }: { current: (typeof PAGES)[number]['id'] }) {
  return (
    <nav aria-label={m.title()} className="-mx-3 flex flex-wrap">
      {PAGES.map(({ id, href, name }) => (
        <a
          key={id}
          href={href}
          aria-current={id === current ? 'page' : undefined}
          className="button button-bare aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-8"
        >
          {name()}
        </a>
      ))}
    </nav>
  );
}
