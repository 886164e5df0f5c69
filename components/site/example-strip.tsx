import * as m from '@/messages/compiled/landing';

/** The engine's own results, all from one photo; the files lie in public/examples. */
const EXAMPLES = [
  { file: 'realistic-city', style: 'realistic', name: 'Realistic', prompt: 'city at night' },
  { file: 'anime-blossom', style: 'anime', name: 'Anime', prompt: 'cherry blossom' },
  { file: '3d', style: '3d', name: '3D', prompt: '' },
  { file: 'chibi-beach', style: 'chibi', name: 'Chibi', prompt: 'beach' },
  { file: 'comic', style: 'comic', name: 'Comic', prompt: '' },
];

/** Small for phones: the first picture there is what a visitor waits for. */
function sourcesOf(file: string) {
  return {
    src: `/examples/${file}.webp`,
    srcSet: `/examples/${file}-360.webp 360w, /examples/${file}.webp 512w`,
    sizes: '(min-width: 64rem) 11rem, (min-width: 40rem) 30vw, 44vw',
  };
}

/** Before and after: the selfie, and what came of it. Each result leads into the form, filled in the same way. */
export function ExampleStrip() {
  return (
    <div>
      <ul className="grid grid-cols-2 gap-x-3 gap-y-5 sm:grid-cols-3 lg:grid-cols-[1fr_auto_repeat(5,1fr)] lg:gap-x-4">
        <li>
          <figure>
            <img
              {...sourcesOf('selfie')}
              alt={m.photoAlt()}
              width={512}
              height={768}
              fetchPriority="high"
              className="aspect-[2/3] w-full rounded-picture object-cover"
            />
            <figcaption className="mt-2.5 text-sm">{m.theSelfie()}</figcaption>
          </figure>
        </li>
        <li aria-hidden="true" className="hidden w-8 content-center justify-items-center pb-8 lg:grid">
          <svg
            aria-hidden="true"
            viewBox="0 0 24 16"
            className="w-6 stroke-ink"
            strokeWidth="2.5"
            strokeLinecap="round"
          >
            <path d="M2 4h20M2 12h20" />
          </svg>
        </li>
        {EXAMPLES.map(({ file, style, name, prompt }, index) => (
          <li key={file}>
            <a
              href={`/create?style=${style}${prompt === '' ? '' : `&prompt=${encodeURIComponent(prompt)}`}`}
              className="group block rounded-picture focus-visible:rounded-picture"
            >
              <img
                {...sourcesOf(file)}
                alt={m.exampleAlt({ style: prompt === '' ? name : `${name}, ${prompt}` })}
                width={512}
                height={768}
                // The first row of a phone; the others come once the page stands.
                loading={index === 0 ? 'eager' : 'lazy'}
                className="aspect-[2/3] w-full rounded-picture object-cover"
              />
              <span className="mt-2.5 block text-sm group-hover:underline group-hover:underline-offset-4">
                {name}
                {prompt !== '' && <span className="text-ink-soft">, {prompt}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <p className="mt-4 text-xs text-ink-soft">{m.credit()}</p>
    </div>
  );
}
