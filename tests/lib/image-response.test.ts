import { describe, expect, test } from 'vitest';
import { imageResponse } from '@/lib/http';

const BYTES = '0123456789';
const options = { type: 'image/png', etag: 'a-full', cache: 'private, no-cache' };

/** Asks for a picture of ten bytes. `opened` = how often anything of it was read. */
async function ask(headers: Record<string, string>) {
  let opened = 0;
  const stream = (text: string) => {
    opened += 1;
    return new Response(text).body as ReadableStream<Uint8Array>;
  };
  const file = {
    ...{ size: BYTES.length, stream: new Response(BYTES).body as ReadableStream<Uint8Array> },
    part: (start: number, end: number) => stream(BYTES.slice(start, end + 1)),
  };
  const response = imageResponse(new Request('http://localhost/x', { headers }), file, options);
  const { status } = response;
  return { status, range: response.headers.get('content-range'), text: await response.text(), opened };
}

const whole = { status: 200, range: null, text: BYTES, opened: 0 };

describe('of a picture', () => {
  test.each([
    ['bytes=2-5', '2345', 'bytes 2-5/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', BYTES, 'bytes 0-9/10'],
  ])('the part %s is %s', async (range, text, told) => {
    expect(await ask({ range })).toEqual({ status: 206, range: told, text, opened: 1 });
  });

  test.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('there is no part %s', async (range) => {
    expect(await ask({ range })).toEqual({ status: 416, range: 'bytes */10', text: '', opened: 0 });
  });

  test.each(['bytes=', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=a-b'])(
    'the whole comes for what isn’t understood: %s',
    async (range) => {
      expect(await ask({ range })).toEqual(whole);
    },
  );

  test('a part is only for who has the same picture', async () => {
    expect(await ask({ range: 'bytes=0-0', 'if-range': '"a-full"' })).toMatchObject({ status: 206, text: '0' });
    expect(await ask({ range: 'bytes=0-0', 'if-range': '"another"' })).toEqual(whole);
  });

  test('nothing is sent to who has it already', async () => {
    expect(await ask({ 'if-none-match': '"a-full"', range: 'bytes=0-0' })).toMatchObject({ status: 304, text: '' });
  });
});
