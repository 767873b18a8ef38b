import net, { type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import { inspectX509 } from '../../certificate/inspect.ts';
import { datesOf, judgeCertificate } from '../../certificate/judge.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Dial, Probe, Served, ServedCertificate } from '../../ports.ts';
import { closeLater } from './close-later.ts';
import type { Material } from './material.ts';
import type { MachineSessions } from './sessions.ts';
import { explainTlsError } from './tls-error.ts';

/**
 * As for the clients of an endpoint: streams are gathered into fewer writes (docs/performance.md). An option of
 * net.Socket, which TLS hands on without its types knowing.
 */
const streamBuffers: object = { highWaterMark: 256 * 1024 };

/**
 * Opens a connection; rejects with the system's error (`code`), or with ETIMEDOUT after `timeoutMs`. `halfOpen`
 * leaves open what goes when what comes has ended.
 */
export type Dialer = (dial: Dial & { readonly halfOpen?: boolean }, machine: Machine) => Promise<Duplex>;

export const dialDirectly: Dialer = ({ host, port, timeoutMs, halfOpen = false }) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true, allowHalfOpen: halfOpen });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    // Stays: a late error of a socket that nobody holds must not end the process.
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });

/** An open TLS connection to the machine's own engine, or what else was found. */
export type Handshake =
  | {
      readonly kind: 'ours';
      readonly socket: TLSSocket;
      readonly served: Served;
    }
  | { readonly kind: 'over'; readonly probe: Probe };

export interface HandshakeRequest {
  readonly machine: Machine;
  readonly material: Material;
  readonly dial: Dial;
  readonly present: boolean;
  readonly dialer: Dialer;
  /** Milliseconds since the epoch, for the certificate's dates. */
  readonly now: number;
  readonly halfOpen?: boolean;
  /** TLS sessions of this machine: the newest one is tried, and newer ones are handed over once judged. */
  readonly sessions?: MachineSessions;
}

/**
 * Connects and judges the certificate by what the store holds, whatever address was dialled. OpenSSL's own
 * verdict is not asked: it would call an expired certificate of ours a stranger's.
 */
export async function shakeHands(request: HandshakeRequest): Promise<Handshake> {
  const { dial, dialer, present, material, machine, halfOpen = false, sessions } = request;
  const deadline = performance.now() + dial.timeoutMs;
  let socket: Duplex;
  try {
    socket = await dialer({ ...dial, halfOpen }, machine);
  } catch (error) {
    if (dial.over === 'tunnel') return over(untunnelled(error as Error));
    return over(unconnected((error as NodeJS.ErrnoException).code ?? 'unknown'));
  }
  const context = present ? material.presenting : material.anonymous;
  const { tlsSocket, error } = await secure(socket, {
    context,
    host: dial.host,
    sessions,
    ms: deadline - performance.now(),
  });
  const found = tlsSocket.isSessionReused() ? judgedBefore(request) : judged(tlsSocket, request);
  if (found !== undefined && found.kind === 'stranger') {
    tlsSocket.destroy();
    return over({ kind: 'stranger', reason: found.reason, certificate: found.certificate });
  }
  if (error === undefined && found !== undefined) {
    sessions?.trust(tlsSocket, found.served);
    return { kind: 'ours', socket: tlsSocket, served: found.served };
  }
  if (sessions !== undefined) sessions.known = undefined;
  tlsSocket.destroy();
  // Without a client certificate, TLS 1.2 ends here; the engine has shown its own by then.
  if (found !== undefined && !present) return over(notAsked(found.served));
  const problem = explainTlsError(error ?? new Error('no certificate was shown'));
  if (problem.kind === 'silent') return over({ kind: 'silent' });
  const known = found === undefined ? {} : { served: found.served };
  return over({ kind: 'unwell', why: problem.why, reason: problem.reason, ...known });
}

export function notAsked(served: Served): Probe {
  return { kind: 'unwell', why: 'not-asked', reason: 'it is our engine; nothing more was asked', served };
}

function over(probe: Probe): Handshake {
  return { kind: 'over', probe };
}

function unconnected(code: string): Probe {
  if (code === 'ECONNREFUSED') return { kind: 'refused' };
  if (code === 'ETIMEDOUT') return { kind: 'silent' };
  if (code === 'ECONNRESET')
    return { kind: 'unwell', why: 'closed', reason: 'the connection was closed at once' };
  return { kind: 'unreachable', code };
}

/** The way itself is a remark worth keeping: that SSH has no connection, or that sshd forbids forwarding. */
function untunnelled(error: Error & { code?: string; kind?: string }): Probe {
  if (error.code === 'ECONNREFUSED') return { kind: 'refused' };
  if (error.code === 'ETIMEDOUT' || error.kind === 'timed-out') return { kind: 'silent' };
  return {
    kind: 'unwell',
    why: error.kind === 'forwarding-forbidden' ? 'forwarding-forbidden' : 'no-tunnel',
    reason: error.message,
  };
}

interface Securing {
  readonly sessions: HandshakeRequest['sessions'];
  readonly context: SecureContext;
  readonly host: string;
  readonly ms: number;
}

/** Resolves when TLS is done or has failed; the socket then still knows the certificate it was shown. */
function secure(
  socket: Duplex,
  { context, host, ms, sessions }: Securing,
): Promise<{ readonly tlsSocket: TLSSocket; readonly error?: Error }> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    const tlsSocket = tls.connect({
      socket,
      secureContext: context,
      ...streamBuffers,
      rejectUnauthorized: false,
      ...(sessions?.known === undefined ? {} : { session: sessions.known.session }),
      // An address is no name that SNI could carry; over a forward the engine is asked for as localhost.
      ...(host === '127.0.0.1' ? { servername: 'localhost' } : net.isIP(host) ? {} : { servername: host }),
    });
    closeLater(tlsSocket);
    tlsSocket.on('session', (session) => sessions?.offer(tlsSocket, session));
    const fail = (code: string): void => {
      done(Object.assign(new Error(code), { code }));
    };
    const timer = setTimeout(() => fail('ETIMEDOUT'), Math.max(0, ms));
    const onClose = (): void => fail('ECONNRESET');
    const done = (error?: Error): void => {
      clearTimeout(timer);
      tlsSocket.off('close', onClose).off('end', onClose);
      resolve(error === undefined ? { tlsSocket } : { tlsSocket, error });
    };
    tlsSocket.once('secureConnect', () => done());
    // Stays for the life of the socket: an engine may turn us away after the handshake, and nobody listens then.
    tlsSocket.on('error', done);
    // With both halves on their own, a peer that hangs up before TLS is done only ends its half.
    tlsSocket.once('close', onClose).once('end', onClose);
  });
}

type Found =
  | { readonly kind: 'ours'; readonly served: Served }
  | { readonly kind: 'stranger'; readonly certificate: ServedCertificate; readonly reason: string };

/**
 * A resumed session shows no certificate: whoever has its secret is whom we judged when it was made. Only the
 * dates can have changed since.
 */
function judgedBefore({ sessions, now }: HandshakeRequest): Found | undefined {
  const served = sessions?.known?.served;
  if (served === undefined) return undefined;
  return { kind: 'ours', served: { ...served, dates: datesOf(served.certificate, now) } };
}

function judged(socket: TLSSocket, { machine, material, now }: HandshakeRequest): Found | undefined {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return undefined;
  const reading = inspectX509(shown);
  if (reading.kind === 'unreadable') return undefined;
  const certificate = reading.value;
  const { caPem, storedServerPem } = material;
  const judgement = judgeCertificate({ certificate, caPem, machine, storedServerPem, now });
  if (judgement.kind === 'stranger') return { kind: 'stranger', certificate, reason: judgement.reason };
  return { kind: 'ours', served: { certificate, dates: judgement.dates, foreign: judgement.foreign } };
}
