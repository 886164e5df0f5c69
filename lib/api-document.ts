/** The API's own description, OpenAPI 3.1: made of the schemas that check requests and shape answers. */
import { z } from 'zod';
import { env } from './env.ts';
import {
  errorAnswer,
  failedAnswer,
  processingAnswer,
  stillProcessingAnswer,
  successAnswer,
  uploadAnswer,
  webhookBody,
} from './face-gen/answers.ts';
import { faceGenParameters, fetchParameters, uploadParameters } from './face-gen/decode.ts';

export type Json = Record<string, unknown>;

const REQUESTS = {
  GenerationRequest: faceGenParameters,
  UploadRequest: uploadParameters,
  FetchRequest: fetchParameters,
};
const ANSWERS = {
  Success: successAnswer,
  Processing: processingAnswer,
  StillProcessing: stillProcessingAnswer,
  Failed: failedAnswer,
  Error: errorAnswer,
  Uploaded: uploadAnswer,
  WebhookBody: webhookBody,
};
export type AnswerName = keyof typeof ANSWERS;
type Name = keyof typeof REQUESTS | AnswerName;

const STATUS_WORDS: Record<number, string> = {
  400: 'Something in the request can’t be used.',
  401: 'The key is wrong, or was revoked.',
  404: 'There is no such request, or its day is over.',
  413: 'Too large.',
  429: 'A limit was reached; `Retry-After` tells for how long.',
  500: 'A fault of the server.',
  503: 'Nothing can draw at present.',
};

/** The document, for the address that this server is reached at. */
export function apiDocument(): Json {
  const schemas = {
    ...mapValues(REQUESTS, (schema) => schemaOf(schema, 'input')),
    ...mapValues(ANSWERS, (schema) => schemaOf(schema, 'output')),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Selfsame',
      version: '6',
      description:
        'Avatars of a face, by the interface of face_gen: clients written for it work by changing the address. Numbers may be sent as strings, booleans as "yes" and "no", and absent values as null, "" or "null".',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: env().publicUrl }],
    security: [{ bearer: [] }, {}],
    paths: {
      '/api/v6/image_editing/face_gen': operation({
        id: 'generate',
        summary: 'Ask for avatars of a face',
        request: 'GenerationRequest',
        answers: { 200: ['Success', 'Processing', 'Failed', 'Error'], ...errors(400, 401, 413, 429, 503) },
      }),
      '/api/v6/{family}/fetch/{id}': operation({
        id: 'fetch',
        summary: 'Ask how a request is doing',
        request: 'FetchRequest',
        parameters: [
          {
            ...{ name: 'family', in: 'path', required: true },
            schema: { type: 'string', enum: ['image_editing', 'images', 'realtime'] },
          },
          {
            ...{ name: 'id', in: 'path', required: true, description: 'As the first answer told it.' },
            schema: { type: 'integer', minimum: 1 },
          },
        ],
        answers: {
          200: ['Success', 'StillProcessing', 'Failed', 'Error'],
          ...errors(400, 401, 413),
          404: ['Failed'],
        },
      }),
      '/api/v6/image_editing/base64_to_url': operation({
        id: 'upload',
        summary: 'Put a picture at an address, for a day',
        request: 'UploadRequest',
        answers: { 200: ['Uploaded', 'Error'], ...errors(400, 401, 413, 429) },
      }),
    },
    webhooks: {
      ended: {
        post: {
          summary: 'A request has ended. Answer 2xx within 30 seconds, or it is told again, for about a day.',
          parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'selfsame-signature'].map((name) => ({
            ...{ name, in: 'header', required: true, schema: { type: 'string' } },
          })),
          requestBody: { required: true, content: json('WebhookBody') },
          responses: { '2XX': { description: 'Taken.' } },
        },
      },
    },
    components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

function errors(...statuses: number[]): Record<number, Name[]> {
  return Object.fromEntries(statuses.map((status) => [status, ['Error']]));
}

function operation({
  id,
  summary,
  request,
  parameters = [],
  answers,
}: {
  id: string;
  summary: string;
  request: Name;
  parameters?: Json[];
  answers: Record<number, Name[]>;
}): Json {
  const responses = Object.entries({ ...answers, 500: ['Error'] as Name[] }).map(([status, names]) => [
    status,
    {
      description: STATUS_WORDS[Number(status)] ?? 'As the body’s status says; errors too, unless asked otherwise.',
      ...(status === '429' ? { headers: { 'Retry-After': { schema: { type: 'integer' } } } } : {}),
      content: json(...names),
    },
  ]);
  return {
    post: {
      operationId: id,
      summary,
      parameters: [...parameters, ...PREFERENCES],
      requestBody: { required: true, content: json(request) },
      responses: Object.fromEntries(responses),
    },
  };
}

const PREFERENCES: Json[] = [
  {
    ...{ name: 'http_status', in: 'query', schema: { type: 'string', enum: ['truthful'] } },
    description: 'Errors come with their own HTTP status instead of 200.',
  },
  {
    ...{ name: 'Prefer', in: 'header', schema: { type: 'string' }, example: 'respond-async' },
    description: '`respond-async`, `wait=0` to `wait=10` (seconds), `http-status=truthful`; with commas between them.',
  },
];

function json(...names: Name[]): Json {
  const refs = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  return { 'application/json': { schema: refs.length === 1 ? refs[0] : { anyOf: refs } } };
}

/** A schema as the document has it: what is sent, or what is answered. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // What every integer of JavaScript is limited to says nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return rest;
}

function mapValues<T extends Record<string, z.ZodType>>(object: T, change: (value: z.ZodType) => Json) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
