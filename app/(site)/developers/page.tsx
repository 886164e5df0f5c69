import type { Metadata } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { CodeBlock } from '@/components/developers/code-block';
import { codeSample, LANGUAGES, VERIFY_SAMPLE } from '@/components/developers/code-samples';
import { CodeTabs } from '@/components/developers/code-tabs';
import { DeveloperNav } from '@/components/developers/developer-nav';
import { InlineCode } from '@/components/developers/inline-code';
import { Parameters } from '@/components/developers/parameters';
import { rich } from '@/components/ui/rich';
import { answerExamples, parameterFacts } from '@/lib/api-reference';
import { engineFacts } from '@/lib/engines';
import { env } from '@/lib/env';
import * as m from '@/messages/compiled/developers';

export function generateMetadata(): Metadata {
  return { title: m.title(), description: m.description() };
}

const ANSWERS = {
  Success: m.success,
  Processing: m.processing,
  StillProcessing: m.stillProcessing,
  Failed: m.failedAnswer,
  Error: m.error,
  Uploaded: m.uploaded,
  WebhookBody: m.webhookBody,
};

const ERRORS = [
  ['Invalid API key', '401', m.errorKey],
  ['Invalid API Request', '400', m.errorJson],
  ['{"prompt": ["The prompt field is required."]}', '400', m.errorFields],
  ['Unable to fetch image from provided URL', '400', m.errorUrl],
  ['Invalid image. No face was found. …', '400', m.errorImage],
  ['Rate limit exceeded. …', '429', m.errorRate],
  ['Request not found', '404', m.errorUnknown],
  ['Failed, Try Again', '200', m.errorFailed],
  ['Internal server error. Please try again.', '500', m.errorInternal],
] as const;

export default async function DevelopersPage() {
  // The address is the running server's, not that of the machine that built it.
  await connection();
  const { publicUrl } = env();
  const embedded = engineFacts().name === 'embedded';
  const request = { prompt: 'in a garden, golden hour', style: 'anime' };
  const samples = LANGUAGES.map((language) => ({
    language,
    code: codeSample(language, { url: publicUrl, key: 'YOUR_KEY', request }),
  }));
  return (
    <article className="mx-auto w-full max-w-3xl px-4 pt-4 sm:px-8 sm:pt-10">
      <DeveloperNav current="docs" />
      <h1 className="mt-6 text-4xl sm:text-5xl">{m.heading()}</h1>
      <p className="mt-4 text-lg text-ink-soft">{m.lead()}</p>
      <div className="mt-4">
        <CodeBlock code={`${publicUrl}/api/v6/image_editing`} name={m.address()} />
      </div>
      <div className="mt-10 grid gap-12">
        <Part id="first" title={m.first()}>
          <ol className="grid list-decimal gap-2 pl-5 marker:text-ink-soft">
            <li>{rich(m.createKeyStep(), { keys: link('/developers/keys'), code })}</li>
            <li>
              <InlineCode text={m.savePortrait()} />
            </li>
            <li>{m.run()}</li>
          </ol>
          <div className="mt-5">
            <CodeTabs name={m.firstPicture()} samples={samples} />
          </div>
          <p className="mt-4 text-ink-soft">{rich(m.orTry(), { playground: link('/developers/playground'), code })}</p>
        </Part>
        <Part id="parameters" title={m.says()}>
          <p className="mb-4">
            <InlineCode text={m.saysText()} />
            {embedded && ` ${m.embedded()}`}
          </p>
          <Parameters parameters={parameterFacts()} />
          <p className="mt-4 text-ink-soft">{m.agreedOnly()}</p>
        </Part>
        <Part id="answers" title={m.comesBack()}>
          <p className="mb-4">
            <InlineCode text={m.comesBackText()} />
          </p>
          <div className="grid gap-2">
            {answerExamples().map(({ name, body }) => (
              <details key={name}>
                <summary className="link inline-flex min-h-11 items-center">{ANSWERS[name]()}</summary>
                <CodeBlock code={JSON.stringify(body, null, 2)} name={ANSWERS[name]()} />
              </details>
            ))}
          </div>
          <p className="mt-4">{rich(m.allAs(), { openapi: link('/api/openapi.json') })}</p>
        </Part>
        <Part id="errors" title={m.errors()}>
          <p className="mb-4">
            <InlineCode text={m.errorsText()} />
          </p>
          <dl className="divide-y divide-line border-y border-line">
            {ERRORS.map(([message, status, meaning]) => (
              <div key={message} className="grid gap-x-6 py-3 sm:grid-cols-[1fr_1fr]">
                <dt lang="en" className="font-mono text-sm wrap-anywhere">
                  <span className="mr-3 font-semibold tabular-nums">{status}</span>
                  {message}
                </dt>
                <dd className="text-ink-soft">
                  <InlineCode text={meaning()} />
                </dd>
              </div>
            ))}
          </dl>
        </Part>
        <Part id="webhooks" title={m.webhooks()}>
          <p className="mb-4">
            <InlineCode text={m.webhooksText()} />
          </p>
          <CodeBlock code={VERIFY_SAMPLE} name={m.check()} />
          <p className="mt-4">{rich(m.deliveriesBeside(), { keys: link('/developers/keys') })}</p>
        </Part>
        <Part id="limits" title={m.limits()}>
          <ul className="grid list-disc gap-2 pl-5 marker:text-edge">
            <li>{m.limitDaily()}</li>
            <li>{m.limitQueue()}</li>
            <li>{m.limitSize()}</li>
          </ul>
        </Part>
        <Part id="client" title={m.client()}>
          <p>
            <InlineCode text={m.clientText()} />
          </p>
        </Part>
      </div>
    </article>
  );
}

/** Texts lead on to pages by these. */
const link = (href: string) => (text: string) => (
  <a href={href} className="link">
    {text}
  </a>
);
const code = (text: string) => <InlineCode text={`\`${text}\``} />;

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="min-w-0 border-t border-line pt-5">
      <h2 id={id} className="mb-3 text-2xl">
        {title}
      </h2>
      {children}
    </section>
  );
}
