import http from 'node:http';
import type { TLSSocket } from 'node:tls';
import { explainTlsError, type TlsProblem } from './tls-error.ts';

const maxBytes = 4096;

/**
 * Milliseconds an engine has for its answer when the handshake took `passedMs`: what is left, and half of the whole
 * at the least. On a busy computer a handshake may use up nearly all, and the engine would be called mute for it.
 */
export function pingTimeoutMs({ timeoutMs }: { readonly timeoutMs: number }, passedMs: number): number {
  return Math.max(timeoutMs - passedMs, timeoutMs / 2);
}

/** Asks `GET /_ping` on an open connection; undefined when an engine answered, else what was wrong. */
export function ping(socket: TLSSocket, timeoutMs: number): Promise<TlsProblem | undefined> {
  return new Promise((resolve) => {
    const request = http.get({
      createConnection: () => socket,
      path: '/_ping',
      headers: { Host: 'docker', Connection: 'close' },
    });
    const done = (problem?: TlsProblem): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(problem);
    };
    const unanswered = (reason: string): void => done({ kind: 'unwell', why: 'no-answer', reason });
    const timer = setTimeout(
      () => unanswered(`it completed TLS, but did not answer /_ping within ${Math.round(timeoutMs)} ms`),
      Math.max(0, timeoutMs),
    );
    request.on('error', (error: Error & { code?: string }) => {
      if (error.code?.startsWith('HPE_') === true) unanswered('what it answers to /_ping is not HTTP');
      else done(explainTlsError(error));
    });
    request.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1');
        if (body.length > maxBytes) unanswered('it answers /_ping as no engine does');
      });
      response.on('error', (error) => done(explainTlsError(error)));
      response.on('end', () => {
        if (response.statusCode === 200 && body.trim() === 'OK') done();
        else unanswered(`it answers /_ping with status ${response.statusCode ?? 0}, not as an engine does`);
      });
    });
  });
}
