import assert from 'node:assert/strict';
import { test } from 'node:test';
import { streamLines } from './stream.ts';

/** Resolves when `collect` was called `count` times. */
function collector(count: number): { collect: (text: string) => void; all: Promise<string[]> } {
  const seen: string[] = [];
  let finish: (all: string[]) => void = () => undefined;
  const all = new Promise<string[]>((resolve) => (finish = resolve));
  return {
    all,
    collect: (text) => {
      seen.push(text);
      if (seen.length === count) finish(seen);
    },
  };
}

test('lines arrive whole, however they were written', async () => {
  const { collect, all } = collector(2);
  const stream = streamLines({
    file: '/bin/sh',
    args: ['-c', 'printf one; printf "\\ntwo\\n"; cat'],
    line: collect,
  });
  assert.deepEqual(await all, ['one', 'two']);
  await stream.stop();
});

test('a program that ends is started again, with its last words as the reason', async () => {
  const { collect, all } = collector(3);
  const stream = streamLines({
    file: '/bin/sh',
    args: ['-c', 'echo gone >&2; exit 3'],
    line: () => undefined,
    ended: (reason, pauseMs) => collect(`${reason} (${pauseMs})`),
    backOffMs: { first: 1, most: 4000 },
  });
  assert.deepEqual(await all, [
    '/bin/sh ended with 3: gone (1)',
    '/bin/sh ended with 3: gone (2)',
    '/bin/sh ended with 3: gone (4)',
  ]);
  await stream.stop();
});

test('a program that is not there is tried again too', async () => {
  const { collect, all } = collector(2);
  const stream = streamLines({
    file: '/nonexistent/monitor',
    args: [],
    line: () => undefined,
    ended: collect,
    backOffMs: { first: 1, most: 2 },
  });
  assert.match((await all)[0] ?? '', /could not be started/);
  await stream.stop();
});

test('a stop ends the program and its children', async () => {
  const { collect, all } = collector(1);
  const stream = streamLines({ file: '/bin/sh', args: ['-c', 'sleep 1000 & echo on; wait'], line: collect });
  await all;
  // The sleeping child holds the pipe open: that this resolves shows that it is gone.
  await stream.stop();
});
