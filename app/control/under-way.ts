import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FailureError } from '../../shared/control/failure.ts';

/**
 * Requests of one connection that may be under way at once. HTTP lets a client send the next one before it has read
 * an answer, and Node begins each as soon as it is read: without a limit one connection starts any number of repairs.
 */
const perConnection = 8;

/** Counts what is under way on each connection. */
export class UnderWay {
  readonly #counts = new WeakMap<Socket, number>();

  /** Throws FailureError when the connection has too much under way already. */
  enter(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const count = this.#counts.get(socket) ?? 0;
    if (count >= perConnection) {
      response.setHeader('Connection', 'close');
      throw new FailureError('busy', `this connection has ${count} requests under way already`, {
        hint: 'read an answer before the next request',
      });
    }
    this.#counts.set(socket, count + 1);
    response.once('close', () => this.#counts.set(socket, (this.#counts.get(socket) ?? 1) - 1));
  }
}
