import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A web process whose supervisor was killed ends by itself, but not in the same moment. */
const PATIENCE_MS = 1500;

/** @throws Error in one line when the web process couldn't listen there */
export async function checkPort(port: number): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    const problem = await tryPort(port);
    if (problem === null) return;
    if (problem === 'EADDRINUSE' && performance.now() < end) continue;
    if (problem === 'EADDRINUSE') throw new Error(`Port ${port} is taken by another program: set PORT to a free one.`);
    throw new Error(`Port ${port} can't be used here (${problem}): set PORT to another one.`);
  }
}

function tryPort(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, () => server.close(() => resolve(null)));
  });
}
