import type { Duplex } from 'node:stream';

export interface Endings {
  /** The engine's half has ended. */
  readonly onEnd?: () => void;
  /** The engine broke off. */
  readonly onBreak?: () => void;
  /** So many bytes pass, either way. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Carries bytes both ways, as they are. Each half ends on its own (attach and exec need that), a reader that
 * is slow slows the writer, and what breaks on one side ends the other, unless `endings` says what else is done
 * with the client. What is returned lets go of both and leaves them open.
 */
export function carry(client: Duplex, engine: Duplex, endings: Endings = {}): () => void {
  const { onEnd = () => void client.end(), onBreak = () => void client.destroy() } = endings;
  const { onBytes = () => undefined } = endings;
  const letGo = [
    carryOneWay(client, engine, {
      onEnd: () => void engine.end(),
      onBreak: () => void engine.destroy(),
      onBytes,
    }),
    carryOneWay(engine, client, { onEnd, onBreak, onBytes }),
  ];
  return () => {
    for (const each of letGo) each();
  };
}

interface OneWay {
  readonly onEnd: () => void;
  readonly onBreak: () => void;
  readonly onBytes: (bytes: number) => void;
}

function carryOneWay(one: Duplex, other: Duplex, { onEnd, onBreak, onBytes }: OneWay): () => void {
  const onData = (chunk: Buffer): void => onBytes(chunk.length);
  const onClose = (): void => {
    if (!one.readableEnded || one.errored !== null) onBreak();
    // The pipe into it has stopped reading; without reading on, the other's own end would go unseen.
    else other.resume();
  };
  // Each error is followed by the close; a late one must not end the process.
  one.on('error', () => undefined);
  one.once('end', onEnd).once('close', onClose);
  one.pipe(other, { end: false });
  one.on('data', onData);
  return () => {
    one.unpipe(other);
    one.off('data', onData).off('end', onEnd).off('close', onClose);
  };
}
