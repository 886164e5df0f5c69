/** A listener on this machine that nothing may reach. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Hangs up on whoever knocks, and counts them. */
export async function listenForKnocks(): Promise<{ port: number; count: () => number; close: () => void }> {
  let knocks = 0;
  const listener = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  }).listen(0);
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  return { port, count: () => knocks, close: () => void listener.close() };
}
