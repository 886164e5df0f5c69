/** The API's reference as people read it: made of the same schemas as its document. */
import { type AnswerName, type Json, schemaOf } from './api-document.ts';
import { env } from './env.ts';
import { faceGenParameters } from './face-gen/decode.ts';
import type { ParameterFact } from './views.ts';

/** The parameters of a generation request, in the document's order. */
export function parameterFacts(): ParameterFact[] {
  const { properties = {}, required = [] } = schemaOf(faceGenParameters, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const [form = property] = (property.anyOf as Json[] | undefined) ?? [];
    const usual = property.default;
    const type = [form.type].flat().filter((each) => each !== 'null');
    return {
      name,
      type: type.join(' or '),
      required: required.includes(name),
      limits: limitsOf(form),
      usual: usual === null || usual === undefined || usual === '' ? '' : String(usual),
      description: String(property.description ?? ''),
    };
  });
}

function limitsOf({ enum: options, minimum, maximum, maxLength }: Json): string {
  if (Array.isArray(options)) return options.join(', ');
  if (minimum !== undefined && maximum !== undefined) return `${minimum}–${maximum}`;
  return maxLength === undefined ? '' : `at most ${maxLength} characters`;
}

/** Answers as they look, for the documentation; a test holds them against the schemas. */
export function answerExamples(): { name: AnswerName; body: Json }[] {
  const { publicUrl } = env();
  const prefix = 'Jx2nqB0vVbF4o7mWcY1sZk3T';
  const link = `${publicUrl}/images/results/${prefix}-0.png`;
  const meta = {
    ...{ base64: 'no', face_image: '', file_prefix: prefix, guidance_scale: 7.5, height: 768, negative_prompt: '' },
    ...{ num_inference_steps: 21, outdir: 'out', prompt: 'in a garden', s_scale: 1, safety_checker: 'yes' },
    ...{ safety_checker_type: 'blur', samples: 1, seed: 4029484891, style: 'anime', temp: 'yes', width: 512 },
  };
  return [
    {
      name: 'Success',
      body: { status: 'success', generationTime: 1.35, id: 32, output: [link], proxy_links: [link], meta },
    },
    {
      name: 'Processing',
      body: {
        ...{
          status: 'processing',
          tip: 'Ask at fetch_result until the status is success or failed, or name a webhook.',
          eta: 5,
        },
        message: 'Try to fetch request after seconds estimated',
        ...{ fetch_result: `${publicUrl}/api/v6/image_editing/fetch/32`, id: 32, output: [], future_links: [link] },
        ...{ proxy_links: [], meta },
      },
    },
    {
      name: 'StillProcessing',
      body: { status: 'processing', message: 'try again later.', output: '', tip: 'About 3 seconds to go.' },
    },
    {
      name: 'Failed',
      body: { status: 'failed', id: '', message: 'Failed, Try Again', output: '' },
    },
    {
      name: 'Error',
      body: {
        status: 'error',
        message: { prompt: ['The prompt field is required.'] },
        code: 'invalid_request',
      },
    },
    {
      name: 'Uploaded',
      body: { status: 'success', id: 7, output: [`${publicUrl}/images/uploads/Qd8fL0aZr5TgYw2kXn6vBm1c.png`] },
    },
    {
      name: 'WebhookBody',
      body: { status: 'success', id: '32', output: [link], track_id: 'row-7', meta },
    },
  ];
}
