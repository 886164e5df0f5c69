/**
 * Files in an S3 bucket, or in anything that speaks its language. Credentials are found as the SDK finds them:
 * AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the role of the machine or container.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type FileStore, isKey, lazyStream } from './storage-store.ts';

/** What STORAGE_URL says. */
export type S3Address = {
  bucket: string;
  /** Before each key: empty, or with a slash at its end. */
  prefix: string;
  region: string;
  /** `null` = Amazon's own. */
  endpoint: string | null;
  /** Server-side encryption; `null` = whatever the bucket's default is. */
  encryption: 'AES256' | 'aws:kms' | null;
  /** With `aws:kms`: which key; `null` = the account's own for S3. */
  kmsKeyId: string | null;
};

/** How patient we are; tests are less so. */
export type Patience = { connectMs: number; silentMs: number; requestMs: number; attempts: number };
const PATIENCE: Patience = { connectMs: 3000, silentMs: 10_000, requestMs: 60_000, attempts: 4 };
const PAUSE_MS = 200;

/**
 * Keeps files in a bucket. Requests that fail for a passing reason (503, time-out, a lost connection, half a body) are
 * tried again with back-off.
 * @throws the SDK's errors once the attempts are spent
 */
export function s3Store(address: S3Address, patience: Patience = PATIENCE): FileStore {
  const { bucket, prefix, encryption, kmsKeyId } = address;
  const client = clientFor(address, patience);
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  const encrypted = encryption === null ? {} : { ServerSideEncryption: encryption };
  const withKey = kmsKeyId === null ? {} : { SSEKMSKeyId: kmsKeyId };
  const get = (key: string, range?: string) =>
    orNull(() => client.send(new GetObjectCommand({ ...at(key), ...(range ? { Range: range } : {}) })));
  const part = async (key: string, start: number, end: number) => {
    const answer = await get(key, `bytes=${start}-${end}`);
    if (answer === null) throw new Error('the file is gone');
    return bodyOf(answer);
  };
  return {
    async put(key, bytes) {
      const length = { Body: bytes, ContentLength: bytes.byteLength };
      await client.send(new PutObjectCommand({ ...at(key), ...length, ...encrypted, ...withKey }));
    },
    async open(key) {
      const answer = await get(key);
      if (answer === null) return null;
      return {
        size: answer.ContentLength ?? 0,
        stream: bodyOf(answer),
        part: (start, end) => lazyStream(() => part(key, start, end)),
      };
    },
    async read(key) {
      // The SDK tries again until an answer begins; what breaks off after that is ours to ask for again.
      for (let attempt = 1; ; attempt += 1) {
        const answer = await get(key);
        if (answer === null) return null;
        try {
          return await wholeBody(answer);
        } catch (error) {
          if (attempt >= patience.attempts) throw error;
          await sleep(PAUSE_MS * 2 ** (attempt - 1));
        }
      }
    },
    async remove(key) {
      await orNull(() => client.send(new DeleteObjectCommand(at(key))));
    },
    async list(cursor) {
      const after = cursor === null ? {} : { StartAfter: cursor };
      const { Contents = [], IsTruncated } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1000, ...after }),
      );
      const files = Contents.map(({ Key = '', Size = 0, LastModified = new Date() }) => {
        const name = Key.slice(prefix.length);
        return { name, kind: isKey(name) ? 'file' : 'unknown', size: Size, modifiedAt: LastModified } as const;
      });
      return { files, next: IsTruncated ? (Contents.at(-1)?.Key ?? null) : null };
    },
    async removeListed(name) {
      await orNull(() => client.send(new DeleteObjectCommand(at(name))));
    },
    async check() {
      await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }));
    },
  };
}

function clientFor({ region, endpoint }: S3Address, patience: Patience): S3Client {
  return new S3Client({
    region,
    // Other services than Amazon's have neither a host for each bucket nor its newest checksums.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: patience.attempts,
    requestHandler: {
      connectionTimeout: patience.connectMs,
      socketTimeout: patience.silentMs,
      requestTimeout: patience.requestMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
  });
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    // A missing bucket is also 404, and no missing file.
    if (error instanceof S3ServiceException && error.name === 'NotFound') return null;
    throw error;
  }
}

function bodyOf({ Body }: GetObjectCommandOutput): ReadableStream<Uint8Array> {
  if (Body === undefined) throw new Error('an answer without a body');
  return Body.transformToWebStream();
}

/** @throws when fewer bytes came than were announced */
async function wholeBody(answer: GetObjectCommandOutput): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await answer.Body?.transformToByteArray();
  if (bytes === undefined || bytes.byteLength !== answer.ContentLength) throw new Error('half a body');
  return new Uint8Array(bytes);
}
