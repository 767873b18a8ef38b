import { panelMethods, type Answer, type Bridge, type PanelFailure, type Sight } from '../shared/panel.ts';

/** How long until a broken feed is asked for again. */
const againMs = 1000;

const gone: PanelFailure = {
  code: 'session-over',
  message: 'the panel that served this page has ended',
  hint: 'fairlead panel',
  retryable: true,
};

/** The bridge of a page in a browser: calls as JSON, the feed as JSON lines, to whoever served the page. */
export function httpBridge(): Bridge {
  const calls = panelMethods.map((name) => [name, (input: unknown) => call(name, input)] as const);
  return { ...Object.fromEntries(calls), watch, reportLink: '/report.tar.gz' } as unknown as Bridge;
}

async function call(name: string, input: unknown): Promise<Answer<unknown>> {
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
    if (!response.ok) return { kind: 'failed', failure: gone };
    return (await response.json()) as Answer<unknown>;
  } catch {
    return { kind: 'failed', failure: gone };
  }
}

function watch(listener: (sight: Sight) => void): () => void {
  const leaving = new AbortController();
  void follow(listener, leaving.signal);
  return () => leaving.abort();
}

/** For as long as the page is there: a panel that is started again on the same port is found again. */
async function follow(listener: (sight: Sight) => void, signal: AbortSignal): Promise<void> {
  const hasLeft = (): boolean => signal.aborted;
  while (!hasLeft()) {
    try {
      const response = await fetch('/api/watch', { signal });
      if (response.ok && response.body !== null) await readLines(response.body, listener);
    } catch {
      // Said below, unless it is we who left.
    }
    if (hasLeft()) return;
    listener({ kind: 'away', failure: gone });
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

async function readLines(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  listener: (sight: Sight) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(JSON.parse(line) as Sight);
  }
}
