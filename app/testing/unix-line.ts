import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens connections to what listens at a path. */
export function linesTo(path: string): () => Promise<Socket> {
  return async () => {
    const socket = connect({ path });
    await once(socket, 'connect');
    return socket;
  };
}
