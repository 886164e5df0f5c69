const PAGES = [
  { id: 'docs', href: '/developers', name: 'Documentation' },
  { id: 'keys', href: '/developers/keys', name: 'Keys' },
  { id: 'playground', href: '/developers/playground', name: 'Playground' },
] as const;

/** The pages for developers, as plain links. */
export function DeveloperNav({ current }: { current: (typeof PAGES)[number]['id'] }) {
  return (
    <nav aria-label="Developers" className="-mx-3 flex flex-wrap">
      {PAGES.map(({ id, href, name }) => (
        <a
          key={id}
          href={href}
          aria-current={id === current ? 'page' : undefined}
          className="button button-bare aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-8"
        >
          {name}
        </a>
      ))}
    </nav>
  );
}
