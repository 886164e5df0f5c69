import { ExampleStrip } from '@/components/site/example-strip';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/landing';

const POINTS = [
  {
    title: m.point1,
    text: m.point1Text,
  },
  {
    title: m.point2,
    text: m.point2Text,
  },
  {
    title: m.point3,
    text: m.point3Text,
  },
];

const STEPS = [
  { title: m.step1, text: m.step1Text },
  { title: m.step2, text: m.step2Text },
  { title: m.step3, text: m.step3Text },
];

export default function LandingPage() {
  return (
    <div className="mx-auto w-full max-w-7xl px-4 sm:px-8">
      <section className="grid gap-x-16 gap-y-6 pt-6 pb-10 sm:pt-12 lg:grid-cols-[1fr_24rem] lg:items-end lg:pb-12">
        <h1 className="max-w-[15ch] text-[2.6rem] leading-[1.02] tracking-[-0.035em] sm:text-6xl lg:text-7xl">
          {m.title()}
        </h1>
        <div className="grid justify-items-start gap-5">
          <p className="max-w-md text-lg text-ink-soft">{m.lead()}</p>
          <a href="/create" className="button button-ink min-h-13 px-7 text-lg">
            {common.startWithSelfie()}
          </a>
        </div>
      </section>
      <ExampleStrip />
      <section aria-label={m.points()} className="grid gap-x-10 gap-y-8 pt-20 md:grid-cols-3 lg:pt-28">
        {POINTS.map(({ title, text }) => (
          <div key={title()} className="border-t border-ink pt-4">
            <h2 className="text-xl">{title()}</h2>
            <p className="mt-2 max-w-sm text-ink-soft">{text()}</p>
          </div>
        ))}
      </section>
      <section
        aria-labelledby="how"
        className="mt-20 grid gap-x-10 gap-y-8 rounded-picture bg-sunk px-6 py-10 sm:px-10 lg:mt-28 lg:grid-cols-[1fr_2fr] lg:py-14"
      >
        <h2 id="how" className="text-3xl sm:text-4xl">
          {m.how()}
        </h2>
        <ol className="grid gap-6">
          {STEPS.map(({ title, text }, index) => (
            <li key={title()} className="grid grid-cols-[2.25rem_1fr] items-baseline">
              <span aria-hidden="true" className="text-accent tabular-nums">
                {index + 1}
              </span>
              <div>
                <h3 className="text-xl">{title()}</h3>
                <p className="mt-1 text-ink-soft">{text()}</p>
              </div>
            </li>
          ))}
        </ol>
      </section>
      <p className="mt-14 max-w-2xl text-lg text-pretty">
        {m.photo()}{' '}
        <a href="/privacy" className="link">
          {common.whatIsStored()}
        </a>
      </p>
    </div>
  );
}
