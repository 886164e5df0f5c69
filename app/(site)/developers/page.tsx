import type { Metadata } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { CodeBlock } from '@/components/developers/code-block';
import { codeSample, LANGUAGES, VERIFY_SAMPLE } from '@/components/developers/code-samples';
import { CodeTabs } from '@/components/developers/code-tabs';
import { DeveloperNav } from '@/components/developers/developer-nav';
import { InlineCode } from '@/components/developers/inline-code';
import { Parameters } from '@/components/developers/parameters';
import { answerExamples, parameterFacts } from '@/lib/api-reference';
import { engineFacts } from '@/lib/engines';
import { env } from '@/lib/env';

export const metadata: Metadata = {
  title: 'Developers',
  description: 'Avatars in your own product: the interface of face_gen, on this server.',
};

const ANSWERS = {
  Success: 'The pictures are there',
  Processing: 'They are being drawn',
  StillProcessing: 'A fetch that came early',
  Failed: 'It ended without a picture, or isn’t there',
  Error: 'The call was not carried out',
  Uploaded: 'From base64_to_url',
  WebhookBody: 'To your webhook',
};

const ERRORS = [
  ['Invalid API key', '401', 'The key is wrong, or was revoked.'],
  ['Invalid API Request', '400', 'The body is no JSON object.'],
  ['{"prompt": ["The prompt field is required."]}', '400', 'Messages by field: mend those.'],
  ['Unable to fetch image from provided URL', '400', '`tip` says why. Only public https addresses are read.'],
  ['Invalid image. No face was found. …', '400', 'What is wrong with the photo; `code` says it in a word.'],
  ['Rate limit exceeded. …', '429', 'Wait for `retry_after` seconds.'],
  ['Request not found', '404', 'No such request of yours, or its links have died.'],
  ['Failed, Try Again', '200', 'The drawing failed; asking again may help.'],
  ['Internal server error. Please try again.', '500', 'A fault of this server.'],
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
      <h1 className="mt-6 text-4xl sm:text-5xl">Avatars in your own product</h1>
      <p className="mt-4 text-lg text-ink-soft">
        This server speaks the interface of face_gen. A client written for it works here by changing the address:
      </p>
      <div className="mt-4">
        <CodeBlock code={`${publicUrl}/api/v6/image_editing`} name="Address" />
      </div>
      <div className="mt-10 grid gap-12">
        <Part id="first" title="First picture in one minute">
          <ol className="grid list-decimal gap-2 pl-5 marker:text-ink-soft">
            <li>
              <a href="/developers/keys" className="link">
                Create a key
              </a>{' '}
              and put it in place of <InlineCode text="`YOUR_KEY`" />.
            </li>
            <li>
              Save a portrait as <InlineCode text="`selfie.jpg`" />: one face, from the front, down to the shoulders.
            </li>
            <li>Run this. The pictures arrive beside it.</li>
          </ol>
          <div className="mt-5">
            <CodeTabs name="First picture" samples={samples} />
          </div>
          <p className="mt-4 text-ink-soft">
            <InlineCode text="curl prints the first answer only; ask at its `fetch_result` when it says `processing`. " />
            Or try it in the{' '}
            <a href="/developers/playground" className="link">
              playground
            </a>
            , which writes this code for what is on screen.
          </p>
        </Part>
        <Part id="parameters" title="What a request says">
          <p className="mb-4">
            <InlineCode text="`POST /api/v6/image_editing/face_gen` with JSON. Numbers may come as strings, booleans as `yes` and `no`, absent values as `null` or an empty string; what is beyond a limit is brought within it, and `meta` tells what was used. Sides are at least 256 here, in steps of 8." />
            {embedded && ' This server draws by itself, without a safety checker.'}
          </p>
          <Parameters parameters={parameterFacts()} />
          <p className="mt-4 text-ink-soft">
            Send photos only of people who agreed. What a key makes is kept in its owner’s history.
          </p>
        </Part>
        <Part id="answers" title="What comes back">
          <p className="mb-4">
            <InlineCode text="A request waits up to 5 seconds for its pictures. If they take longer, the answer is `processing`: ask at `fetch_result` with your key, after `eta` seconds, until it is `success` or `failed`. `Prefer: respond-async` answers at once, `Prefer: wait=10` waits for longer. Links are readable by anyone who has them, from any site, for 24 hours; nobody guesses them." />
          </p>
          <div className="grid gap-2">
            {answerExamples().map(({ name, body }) => (
              <details key={name}>
                <summary className="link inline-flex min-h-11 items-center">{ANSWERS[name]}</summary>
                <CodeBlock code={JSON.stringify(body, null, 2)} name={ANSWERS[name]} />
              </details>
            ))}
          </div>
          <p className="mt-4">
            All of it as{' '}
            <a href="/api/openapi.json" className="link">
              OpenAPI 3.1
            </a>
            .
          </p>
        </Part>
        <Part id="errors" title="Errors">
          <p className="mb-4">
            <InlineCode text="The body’s `status` decides. The HTTP status is 200 as from face_gen, unless you ask for the truthful one below by `?http_status=truthful` or `Prefer: http-status=truthful`. A fault of this server is always 500." />
          </p>
          <dl className="divide-y divide-line border-y border-line">
            {ERRORS.map(([message, status, meaning]) => (
              <div key={message} className="grid gap-x-6 py-3 sm:grid-cols-[1fr_1fr]">
                <dt className="font-mono text-sm wrap-anywhere">
                  <span className="mr-3 font-semibold tabular-nums">{status}</span>
                  {message}
                </dt>
                <dd className="text-ink-soft">
                  <InlineCode text={meaning} />
                </dd>
              </div>
            ))}
          </dl>
        </Part>
        <Part id="webhooks" title="Webhooks">
          <p className="mb-4">
            <InlineCode text="Name a `webhook`, and the end of the request is posted there. Answer 2xx within 30 seconds; otherwise it is told again, less and less often, for about a day. It may come twice, with the same `webhook-id`. It is signed as Standard Webhooks has it, with the signing secret of the key that asked; `Selfsame-Signature` repeats the signature." />
          </p>
          <CodeBlock code={VERIFY_SAMPLE} name="Check of a signature" />
          <p className="mt-4">
            Deliveries are listed beside{' '}
            <a href="/developers/keys" className="link">
              your keys
            </a>
            , and can be sent again.
          </p>
        </Part>
        <Part id="limits" title="Limits">
          <ul className="grid list-disc gap-2 pl-5 marker:text-edge">
            <li>Your daily generations, and the daily limit of a key that has one. A request counts as one.</li>
            <li>15 requests of yours at once that aren’t finished.</li>
            <li>Photos of 20 MB and 50 megapixels; 100 uploads a day of 5 MB each.</li>
          </ul>
        </Part>
        <Part id="client" title="A typed client">
          <p>
            <InlineCode text="The folder `lib/face-gen` of this server’s source stands by itself: `createFaceGen({ baseUrl, key })` submits, fetches, uploads and downloads, with a closed set of errors. The server’s own worker uses it." />
          </p>
        </Part>
      </div>
    </article>
  );
}

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
