import { Socket } from 'node:net';

/**
 * ssh2 writes each packet in three parts (length, payload, tag), and without Nagle's algorithm each would be a
 * system call and a segment of its own. What is written in one turn leaves together.
 */
export class PacketSocket extends Socket {
  readonly #uncork = (): void => this.uncork();

  override write(...written: unknown[]): boolean {
    if (this.writableCorked === 0) {
      this.cork();
      process.nextTick(this.#uncork);
    }
    return (super.write as (...all: unknown[]) => boolean)(...written);
  }
}
