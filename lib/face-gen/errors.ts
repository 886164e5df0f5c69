/**
 * Every way in which face_gen can fail, as one closed set, and the one table that turns its words and its HTTP
 * status into a code. Nothing that came over the wire is kept in an error: answers may echo the key or the prompt.
 */

type Trait = {
  /** Whether a machine may try again by itself, without the risk of paying twice. */
  retryable: boolean;
  /** Whether a poll that ends so means that the remote generation is over: what is left is a new submit. */
  ends: boolean;
  /** The sentence for the person. */
  sentence: string;
};

const TRAITS = {
  bad_key: {
    retryable: false,
    ends: false,
    sentence: 'The picture service did not accept this server’s key. Please tell whoever runs this server.',
  },
  out_of_credits: {
    retryable: false,
    ends: false,
    sentence: 'The picture service has no credit left. Please tell whoever runs this server.',
  },
  rate_limited: {
    retryable: true,
    ends: false,
    sentence: 'The picture service is busy. Please try again in a minute.',
  },
  invalid_request: {
    retryable: false,
    ends: true,
    sentence: 'The picture service did not accept these settings. Please change them and try again.',
  },
  bad_photo: {
    retryable: false,
    ends: true,
    sentence: 'The picture service could not use this selfie. Please try another one.',
  },
  unreadable_photo: {
    retryable: false,
    ends: true,
    sentence: 'The picture service could not use this selfie. Please try another one.',
  },
  refused_by_safety: {
    retryable: false,
    ends: true,
    sentence: 'The picture service refused this request as unsafe. Please change the prompt or the selfie.',
  },
  upstream_failed: {
    retryable: true,
    ends: true,
    sentence: 'The picture service could not make this picture. Please try again.',
  },
  upstream_down: {
    retryable: true,
    ends: false,
    sentence: 'The picture service is not available at the moment. Please try again later.',
  },
  timeout: {
    retryable: true,
    ends: false,
    sentence: 'The picture service took too long. Please try again later.',
  },
  bad_response: {
    retryable: true,
    ends: false,
    sentence: 'The picture service sent something that we could not use. Please try again later.',
  },
  outcome_unknown: {
    retryable: false,
    ends: true,
    sentence:
      'We lost touch with the picture service and cannot tell whether your picture was made. It may have been charged; asking again makes a new one.',
  },
  not_found: {
    retryable: false,
    ends: true,
    sentence: 'The picture service no longer has this picture. Please ask for a new one.',
  },
} as const satisfies Record<string, Trait>;

export type FaceGenErrorCode = keyof typeof TRAITS;

/**
 * A failure of face_gen. `message` is one sentence for the person; `detail` is for the log, made only of our own
 * words, HTTP statuses and system error codes: never the key, the prompt, the selfie or the upstream's text.
 */
export class FaceGenError extends Error {
  readonly code: FaceGenErrorCode;
  /** Whether a machine may try again by itself, without the risk of paying twice. */
  readonly retryable: boolean;
  /** From `fetch`: whether the remote generation is over. If not, the same id may be asked for again. */
  readonly generationOver: boolean;
  /** How long the upstream asked us to wait, in seconds; `null` when it didn't say. */
  readonly retryAfterSeconds: number | null;
  readonly detail: string | null;

  constructor(
    code: FaceGenErrorCode,
    options: { detail?: string; retryAfterSeconds?: number | null; retryable?: boolean } = {},
  ) {
    const trait = TRAITS[code];
    super(trait.sentence);
    this.name = 'FaceGenError';
    this.code = code;
    this.retryable = options.retryable ?? trait.retryable;
    this.generationOver = trait.ends;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.detail = options.detail ?? null;
  }
}

/**
 * The same failure, but not for a machine to try again: of a request that was accepted, and so is paid, whatever
 * becomes of it.
 */
export function unrepeated({ code, detail, retryAfterSeconds }: FaceGenError): FaceGenError {
  return new FaceGenError(code, { retryAfterSeconds, retryable: false, ...(detail === null ? {} : { detail }) });
}

type Rule = {
  code: FaceGenErrorCode;
  /** Matched against the upstream's message, lower-cased. */
  says?: RegExp;
  /** HTTP statuses that mean this when no message is recognised. */
  http?: readonly number[];
  /** Of those, the ones that mean it even without a body of the contract (a proxy may have answered). */
  httpAlone?: readonly number[];
};

/** The first rule whose message matches wins; then the first whose HTTP status matches. Order matters. */
const RULES: readonly Rule[] = [
  {
    code: 'bad_key',
    says: /(invalid|wrong|unknown|expired|missing) api[ _]?key|api[ _]?key (is |was )?(invalid|missing|required|expired|not)|\bkey field\b|unauthenti|unauthori[sz]ed/,
    http: [401],
    httpAlone: [401],
  },
  {
    code: 'rate_limited',
    says: /rate limit|too many (requests|attempts)|queued requests/,
    http: [429],
    httpAlone: [429],
  },
  {
    code: 'out_of_credits',
    says: /credits?\b|monthly limit|subscription|upgrade|insufficient (funds|balance)/,
    http: [402, 403],
    httpAlone: [402],
  },
  {
    code: 'refused_by_safety',
    says: /nsfw|(blocked|rejected|refused|flagged).*(safety|content)|safety (filter|system|policy)|inappropriate|content policy|explicit content/,
  },
  { code: 'invalid_request', says: /field is required|invalid api request/ },
  { code: 'unreadable_photo', says: /unable to (fetch|load|read|download) image|image must be a valid/ },
  {
    code: 'bad_photo',
    says: /no face|faces? (was |were )?not (found|detected)|(invalid|identify) image|detect (a |any )?face/,
    http: [413],
    httpAlone: [413],
  },
  { code: 'not_found', says: /request (was )?not found|no such request/, http: [404] },
  { code: 'upstream_failed', says: /^failed|could not (generate|process)/ },
  {
    code: 'upstream_down',
    says: /try again|internal (server )?error|unavailable|maintenance|overload/,
    http: [500, 502, 503, 504],
    httpAlone: [500, 502, 503, 504],
  },
  {
    code: 'invalid_request',
    says: /\bmust\b|may not|invalid|not allowed|not supported|unsupported|maximum|required/,
    http: [400, 422],
    httpAlone: [400, 422],
  },
];

/**
 * The code for an answer that says `failed` or `error`: its message decides, the HTTP status is a second witness,
 * and what neither explains is `upstream_failed`. `failed` is a verdict on the generation, so a passing fault
 * under that word is `upstream_failed`; under `error` it is only this call that went wrong.
 */
export function classify(answer: {
  verdict: 'failed' | 'error';
  message: string;
  httpStatus: number;
}): FaceGenErrorCode {
  const said = answer.message.trim().toLowerCase();
  const rule =
    RULES.find(({ says }) => says?.test(said) === true) ??
    RULES.find(({ http }) => http?.includes(answer.httpStatus) === true);
  const code = rule?.code ?? 'upstream_failed';
  return code === 'upstream_down' && answer.verdict === 'failed' ? 'upstream_failed' : code;
}

/** The code for an answer whose body is not of the contract (a proxy's HTML, say): the HTTP status is all there is. */
export function classifyHttp(httpStatus: number): FaceGenErrorCode {
  return RULES.find(({ httpAlone }) => httpAlone?.includes(httpStatus) === true)?.code ?? 'bad_response';
}
