/** What every place for files can do. Keys have been checked before they get here. */

/** A file that was opened. `stream` is the whole of it; whoever doesn't read it cancels it. */
export type StoredFile = {
  /** In bytes. */
  size: number;
  stream: ReadableStream<Uint8Array>;
  /** Bytes `start` to `end`, both included, as a stream of its own that begins when it is first read. */
  part: (start: number, end: number) => ReadableStream<Uint8Array>;
};

export type ListedFile = {
  /** What `removeListed` understands: the key of a file of ours. */
  name: string;
  /** `leftover` = an interrupted write; `unknown` = nothing of ours. */
  kind: 'file' | 'leftover' | 'unknown';
  size: number;
  modifiedAt: Date;
};

/** `next` goes on after this page; `null` at the end. */
export type FilePage = { files: ListedFile[]; next: string | null };

export type FileStore = {
  /** Stores `bytes` under `key`, replacing what was there: whole or not at all, and for good once it returns. */
  put: (key: string, bytes: Uint8Array) => Promise<void>;
  /** `null` when there is none. */
  open: (key: string) => Promise<StoredFile | null>;
  read: (key: string) => Promise<Uint8Array<ArrayBuffer> | null>;
  /** Those that don't exist are already as asked. */
  remove: (key: string) => Promise<void>;
  /** A page of a thousand files or so after `cursor`, in an order that stays. */
  list: (cursor: string | null) => Promise<FilePage>;
  /** Removes a file as `list` named it. */
  removeListed: (name: string) => Promise<void>;
  /** @throws when files can't be written or read at present */
  check: () => Promise<void>;
};

const KEY = /^[a-z]+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[a-z0-9]+)+$/;

/** Whether `name` is a key as we make them: `folder/<record id>.<extension>`. */
export function isKey(name: string): boolean {
  return KEY.test(name);
}

/** A stream that is opened when it is first read. */
export function lazyStream(open: () => Promise<ReadableStream<Uint8Array>>): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= (await open()).getReader();
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
