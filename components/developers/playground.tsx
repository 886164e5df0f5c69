'use client';

import { type FormEvent, useEffect, useState } from 'react';
import { FieldError } from '@/components/ui/field-error';
import type { ActionResult } from '@/lib/views';
import * as m from '@/messages/compiled/developers';
import { CodeBlock } from './code-block';
import { codeSample, LANGUAGES } from './code-samples';
import { CodeTabs } from './code-tabs';
import { outputsOf, runRequest, type Shown, toDataUri } from './playground-call';
import { EMPTY, type Fields, fieldsOf, Labelled, PlaygroundForm, requestOf } from './playground-form';
import { keepRun, type Run, readRuns } from './playground-history';
import { Runs } from './runs';

/** The form beside the request that it makes, the code for it, and the answers as they come. */
export function Playground({
  publicUrl,
  begin,
}: {
  publicUrl: string;
  /** Makes sure that there is somebody to ask for, where no key is given. */
  begin: (input: undefined) => Promise<ActionResult<null>>;
}) {
  const [fields, setFields] = useState<Fields>(EMPTY);
  const [photo, setPhoto] = useState<{ name: string; dataUri: string } | null>(null);
  const [key, setKey] = useState('');
  const [answer, setAnswer] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [runs, setRuns] = useState<Run[]>([]);
  useEffect(() => setRuns(readRuns()), []);

  const request = requestOf(fields);
  const samples = LANGUAGES.map((language) => ({
    language,
    code: codeSample(language, { url: publicUrl, key: key === '' ? 'YOUR_KEY' : key, request }),
  }));

  async function run(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (photo === null) return setProblem(m.choosePortrait());
    setProblem(null);
    setAnswer(null);
    setBusy(true);
    try {
      if (key === '') {
        const begun = await begin(undefined);
        if (begun.status === 'error') return setProblem(begun.message);
      }
      const last = await runRequest({ ...request, face_image: photo.dataUri }, key.trim(), setAnswer);
      const { id, status } = last.body;
      if (status === 'success' && typeof id === 'number') {
        const done = { id, at: new Date().toISOString(), request, outputs: outputsOf(last) };
        setRuns((before) => keepRun(before, done));
      }
    } catch {
      setProblem(m.unreached());
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="mt-8 grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
      <form onSubmit={run} className="grid content-start gap-4">
        <Labelled name="face_image">
          {(id) => (
            <input
              id={id}
              type="file"
              accept="image/jpeg,image/png,image/webp"
              className="field mt-1.5 file:mr-3 file:rounded-control file:border-0 file:bg-sunk file:px-3 file:py-1 file:text-ink"
              onChange={async ({ target: { files } }) => {
                const file = files?.[0];
                setPhoto(file === undefined ? null : { name: file.name, dataUri: await toDataUri(file) });
              }}
            />
          )}
        </Labelled>
        <PlaygroundForm fields={fields} onChange={setFields} />
        <Labelled name="key">
          {(id) => (
            <>
              <input
                id={id}
                type="password"
                autoComplete="off"
                value={key}
                onChange={({ target }) => setKey(target.value)}
                aria-describedby={`${id}-hint`}
                className="field mt-1.5 font-mono text-sm"
              />
              <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft">
                {m.keyHint()}
              </p>
            </>
          )}
        </Labelled>
        <p className="text-sm text-ink-soft">{m.agreed()}</p>
        <div role="alert" className="empty:hidden">
          <FieldError id="playground-problem" message={problem ?? undefined} />
        </div>
        <button type="submit" disabled={busy} className="button button-ink">
          {busy ? m.waiting() : m.send()}
        </button>
      </form>
      <div className="grid min-w-0 content-start gap-8">
        <section aria-labelledby="request" className="min-w-0">
          <h2 id="request" className="mb-3 text-2xl">
            {m.requestTitle()}
          </h2>
          <CodeBlock code={preview(request, photo?.dataUri ?? null)} name={m.requestTitle()} />
          <details className="mt-2">
            <summary className="link inline-flex min-h-11 items-center">{m.asProgram()}</summary>
            <CodeTabs name={m.program()} samples={samples} />
          </details>
        </section>
        <section aria-labelledby="answer" className="min-w-0">
          <h2 id="answer" className="mb-3 text-2xl">
            {m.answer()}
          </h2>
          <p role="status" className="mb-2 text-ink-soft">
            {answer === null
              ? m.answerHere()
              : `${String(answer.body.status)} · HTTP ${answer.httpStatus} · ${answer.ms} ms`}
          </p>
          {answer !== null && <Pictures outputs={outputsOf(answer)} />}
          {answer !== null && <CodeBlock code={JSON.stringify(answer.body, null, 2)} name={m.answer()} />}
        </section>
        <Runs runs={runs} onAgain={(again) => setFields(fieldsOf(again.request))} />
      </div>
    </div>
  );
}

function Pictures({ outputs }: { outputs: string[] }) {
  return (
    <ul className="mb-3 flex flex-wrap gap-3 empty:hidden">
      {outputs.map((link, index) => (
        <li key={link}>
          <a href={link} className="block rounded-picture">
            <img src={link} alt={m.result({ number: index + 1 })} className="h-80 rounded-picture bg-sunk" />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** What is sent, the photo shortened. */
function preview(request: Record<string, unknown>, dataUri: string | null): string {
  const size = dataUri === null ? '' : ` (${Math.round((dataUri.length * 3) / 4 / 1000)} kB)`;
  const face = dataUri === null ? 'data:image/jpeg;base64,…' : `${dataUri.slice(0, 40)}…${size}`;
  return JSON.stringify({ ...request, face_image: face }, null, 2);
}
