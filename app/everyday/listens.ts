import { connect } from 'node:net';

const longestMs = 1000;

/**
 * Whether somebody accepts connections where a DOCKER_HOST names this computer: a Unix socket or a port of
 * localhost. Undefined for every other host, which is not dialled, and where a second did not tell.
 */
export async function listens(dockerHost: string, signal: AbortSignal): Promise<boolean | undefined> {
  const path = /^unix:\/\/(.+)$/.exec(dockerHost)?.[1];
  const tcp = /^tcp:\/\/(localhost|127(?:\.\d+){3}|\[::1\]):(\d{1,5})(?:\/|$)/.exec(dockerHost);
  if (path === undefined && tcp === null) return undefined;
  const to =
    path === undefined
      ? { host: (tcp?.[1] ?? '').replace(/[[\]]/g, ''), port: Math.min(Number(tcp?.[2]), 65_535) }
      : { path };
  return new Promise((resolve) => {
    const socket = connect({ ...to, signal });
    const end = (answer: boolean | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(longestMs, () => end(undefined));
    socket.once('connect', () => end(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ENOTDIR'].includes(error.code ?? '') ? false : undefined),
    );
  });
}
