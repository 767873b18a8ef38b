/** What V8 says of a process that was started with `--inspect`: its heap after a collection, and its handles. */

/** One connection of the Chrome DevTools Protocol. Throws when the process ends or does not answer. */
export class Inspector implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Reply) => void>();
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id === undefined) return;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
    socket.addEventListener('close', () => {
      for (const settle of this.#waiting.values()) settle({ error: { message: 'the process has ended' } });
      this.#waiting.clear();
    });
  }

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', () => reject(new Error(`${url} cannot be reached`)), { once: true });
    });
    return new Inspector(socket);
  }

  /** Bytes of the live heap. */
  async heapBytes(): Promise<number> {
    // Twice: what finalizers and weak references let go in the first is collected in the second.
    await this.#call('HeapProfiler.collectGarbage');
    await this.#call('HeapProfiler.collectGarbage');
    return (await this.#evaluate('process.memoryUsage().heapUsed')) as number;
  }

  /** How many handles and requests of each kind libuv holds. */
  async handles(): Promise<Readonly<Record<string, number>>> {
    const kinds = (await this.#evaluate('process.getActiveResourcesInfo()')) as readonly string[];
    const handles: Record<string, number> = {};
    for (const kind of kinds) handles[kind] = (handles[kind] ?? 0) + 1;
    return handles;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  /** What an expression is worth in the process, as far as JSON can carry it. */
  async #evaluate(expression: string): Promise<unknown> {
    const answer = await this.#call('Runtime.evaluate', { expression, returnByValue: true });
    return (answer as { readonly result: { readonly value: unknown } }).result.value;
  }

  #call(method: string, params: object = {}): Promise<unknown> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The address that a process started with `--inspect` prints; undefined until it has. */
export function inspectorUrl(output: string): string | undefined {
  // The newest: a daemon that was started again writes into the same file.
  return [...output.matchAll(/^Debugger listening on (ws:\/\/\S+)$/gm)].at(-1)?.[1];
}
