const FOLDER = '/api/v6/image_editing';
const POLL_MS = 1500;

/** An answer as it came, and what the playground reads of it. */
export type Shown = {
  httpStatus: number;
  ms: number;
  body: Record<string, unknown>;
};

/** Sends a request and asks on until it has ended; each answer is shown as it comes. */
export async function runRequest(
  body: Record<string, unknown>,
  key: string,
  show: (answer: Shown) => void,
): Promise<Shown> {
  let answer = await call(`${FOLDER}/face_gen`, body, key);
  show(answer);
  const { id } = answer.body;
  while (answer.body.status === 'processing') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    answer = await call(`${FOLDER}/fetch/${id}`, {}, key);
    show(answer);
  }
  return answer;
}

async function call(address: string, body: Record<string, unknown>, key: string): Promise<Shown> {
  const started = performance.now();
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(key === '' ? body : { key, ...body }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { httpStatus: response.status, ms: Math.round(performance.now() - started), body: answer };
}

/** The links of a success. */
export function outputsOf({ body }: Shown): string[] {
  return Array.isArray(body.output) ? body.output.filter((link) => typeof link === 'string') : [];
}

/** A file as the API takes it. */
export function toDataUri(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
