import { ExampleStrip } from '@/components/site/example-strip';

const POINTS = [
  {
    title: 'Still you',
    text: 'Every avatar starts from your own photo, so your eyes, your smile, your hair and your skin stay yours.',
  },
  {
    title: 'Kept by you',
    text: 'Your avatars are stored, not lent. Download them, share them by a link that you can take back, or delete them.',
  },
  {
    title: 'Runs on this server',
    text: 'No account, no key, no other service needed. A server that draws with face_gen instead says so at the form.',
  },
];

const STEPS = [
  { title: 'Give a selfie', text: 'One face, from the front, in good light. Your phone’s camera will do.' },
  { title: 'Choose a style', text: 'Add a few words if you like: a beach, a city at night, warm light.' },
  { title: 'Watch it being drawn', text: 'Close the page if you want to. The picture waits for you.' },
];

export default function LandingPage() {
  return (
    <div className="mx-auto w-full max-w-7xl px-4 sm:px-8">
      <section className="grid gap-x-16 gap-y-6 pt-6 pb-10 sm:pt-12 lg:grid-cols-[1fr_24rem] lg:items-end lg:pb-12">
        <h1 className="max-w-[15ch] text-[2.6rem] leading-[1.02] tracking-[-0.035em] sm:text-6xl lg:text-7xl">
          One selfie in. Avatars that are still you.
        </h1>
        <div className="grid justify-items-start gap-5">
          <p className="max-w-md text-lg text-ink-soft">
            Selfsame draws portraits from your own photo, so the face in the picture stays yours.
          </p>
          <a href="/create" className="button button-ink min-h-13 px-7 text-lg">
            Start with a selfie
          </a>
        </div>
      </section>
      <ExampleStrip />
      <section aria-label="What you can count on" className="grid gap-x-10 gap-y-8 pt-20 md:grid-cols-3 lg:pt-28">
        {POINTS.map(({ title, text }) => (
          <div key={title} className="border-t border-ink pt-4">
            <h2 className="text-xl">{title}</h2>
            <p className="mt-2 max-w-sm text-ink-soft">{text}</p>
          </div>
        ))}
      </section>
      <section
        aria-labelledby="how"
        className="mt-20 grid gap-x-10 gap-y-8 rounded-picture bg-sunk px-6 py-10 sm:px-10 lg:mt-28 lg:grid-cols-[1fr_2fr] lg:py-14"
      >
        <h2 id="how" className="text-3xl sm:text-4xl">
          How it works
        </h2>
        <ol className="grid gap-6">
          {STEPS.map(({ title, text }, index) => (
            <li key={title} className="grid grid-cols-[2.25rem_1fr] items-baseline">
              <span aria-hidden="true" className="text-accent tabular-nums">
                {index + 1}
              </span>
              <div>
                <h3 className="text-xl">{title}</h3>
                <p className="mt-1 text-ink-soft">{text}</p>
              </div>
            </li>
          ))}
        </ol>
      </section>
      <p className="mt-14 max-w-2xl text-lg text-pretty">
        Your photo loses its metadata on arrival, nobody else can see it, and it is deleted after a set time.{' '}
        <a href="/privacy" className="link">
          What is stored, and for how long
        </a>
      </p>
    </div>
  );
}
