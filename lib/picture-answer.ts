/** How a picture is answered over HTTP: whole, in part, or not again; whoever writes the answer. */

/** What the sender asks of it (RFC 9110, 13 and 14). */
export type PictureConditions = { ifNoneMatch: string | null; range: string | null; ifRange: string | null };

export type PictureAbout = {
  type: string;
  /** Names the content; it never changes under one id. */
  etag: string;
  /** `Cache-Control`. */
  cache: string;
  /** To be saved under this name. */
  filename?: string;
};

export type PictureAnswer = {
  status: 200 | 206 | 304 | 416;
  headers: Record<string, string>;
  /** Bytes that follow, both included; `null` for none. */
  part: { start: number; end: number } | null;
};

/** @param size of the whole picture, in bytes */
export function answerPicture(conditions: PictureConditions, size: number, about: PictureAbout): PictureAnswer {
  const etag = `"${about.etag}"`;
  const headers: Record<string, string> = {
    'Content-Type': about.type,
    'Cache-Control': about.cache,
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(about.filename ? { 'Content-Disposition': `attachment; filename="${about.filename}"` } : {}),
  };
  if (conditions.ifNoneMatch === etag) return { status: 304, headers, part: null };
  const range = rangeOf(conditions, etag, size);
  if (range === 'beyond') {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` }, part: null };
  }
  const part = range ?? { start: 0, end: size - 1 };
  headers['Content-Length'] = String(part.end - part.start + 1);
  if (range === null) return { status: 200, headers, part };
  headers['Content-Range'] = `bytes ${part.start}-${part.end}/${size}`;
  return { status: 206, headers, part };
}

/** The one part that is asked for (RFC 9110, 14.2); `null` = the whole, also for what isn't understood. */
function rangeOf(
  { range, ifRange }: PictureConditions,
  etag: string,
  size: number,
): { start: number; end: number } | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if ((from === '' && to === '') || (ifRange !== null && ifRange !== etag)) return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < start) return null;
  return start > end ? 'beyond' : { start, end };
}
