/**
 * Connections of a library that makes its requests itself, to addresses that the operator or we have named (those that
 * others name are asked by face-gen/guarded.ts). It waits for silence alone, and reads whatever comes.
 */
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';

/** Between two looks at how much has come, in milliseconds. */
const LOOK_MS = 50;

/**
 * An agent for http and https whose every connection serves one request, and is cut off after `timeoutMs`, or soon
 * after more than `maxBytes` have come.
 */
export function boundedAgent({ timeoutMs, maxBytes }: { timeoutMs: number; maxBytes: number }): Agent {
  const agent = new Agent({ keepAlive: false });
  return Object.assign(agent, {
    // Either: which one it is, the request says.
    protocol: undefined,
    createConnection(options: Parameters<typeof connectSecure>[0] & { protocol?: string; port: number }): Socket {
      const socket = options.protocol === 'https:' ? connectSecure(options) : connect(options);
      // Without an error of its own, which not every library listens for: the answer is cut off, and says so.
      const late = setTimeout(() => socket.destroy(), timeoutMs);
      const look = setInterval(() => {
        if (socket.bytesRead > maxBytes) socket.destroy();
      }, LOOK_MS);
      return socket.once('close', () => {
        clearTimeout(late);
        clearInterval(look);
      });
    },
  });
}
