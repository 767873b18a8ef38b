import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { until } from '../../testing/serving.ts';
import { follow } from './follow.ts';
import { type StreamOptions, streamLines } from './stream.ts';

function stage(): {
  readonly delays: number[];
  readonly warnings: string[];
  readonly starts: () => number;
  readonly restarts: () => number;
  readonly end: (afterMs: number) => void;
  readonly tick: () => void;
  readonly followed: { stop(): Promise<void> };
} {
  let now = 0;
  let started: StreamOptions | undefined;
  let due: (() => void) | undefined;
  const counted = { starts: 0, restarts: 0 };
  const delays: number[] = [];
  const warnings: string[] = [];
  const followed = follow({
    file: 'monitor',
    args: [],
    onLine: () => undefined,
    onRestart: () => counted.restarts++,
    clock: {
      monotonic: () => now,
      after: (ms, act) => {
        delays.push(ms);
        due = act;
        return () => (due = undefined);
      },
    },
    log: { info: () => undefined, warn: (message) => warnings.push(message) },
    start: (options) => {
      counted.starts++;
      started = options;
      return { stop: () => Promise.resolve() };
    },
  });
  return {
    delays,
    warnings,
    followed,
    starts: () => counted.starts,
    restarts: () => counted.restarts,
    end: (afterMs) => {
      now += afterMs;
      started?.onEnd('monitor ended with status 1');
    },
    tick: () => {
      const act = due;
      due = undefined;
      act?.();
    },
  };
}

test('a program that keeps ending is started later and later, and that is said once', () => {
  const { delays, warnings, end, tick, starts, restarts } = stage();
  for (let times = 0; times < 10; times++) {
    end(5);
    tick();
  }
  assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(starts(), 11);
  assert.equal(restarts(), 10);
  assert.equal(warnings.length, 1);
});

test('after a life of its own it starts from the shortest pause', () => {
  const { delays, end, tick } = stage();
  for (const lived of [5, 5, 60_000, 5]) {
    end(lived);
    tick();
  }
  assert.deepEqual(delays, [250, 500, 250, 500]);
});

test('nothing is started after stop', async () => {
  const { followed, end, tick, starts } = stage();
  end(5);
  await followed.stop();
  tick();
  end(5);
  assert.equal(starts(), 1);
});

/** Collects lines until one arrives that says so. */
function collect(script: string): Promise<{ lines: string[]; ended: string }> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    streamLines({
      file: '/bin/sh',
      args: ['-c', script],
      onLine: (line) => lines.push(line),
      onEnd: (ended) => resolve({ lines, ended }),
    });
  });
}

test('lines come whole, whatever the chunks', async () => {
  const { lines, ended } = await collect("printf 'a\\r\\nb'; printf 'c\\nrest'; echo problem >&2; exit 3");
  assert.deepEqual(lines, ['a', 'bc']);
  assert.match(ended, /status 3: problem/);
});

test('a missing program ends with a sentence', async () => {
  const ended = await new Promise<string>((resolve) => {
    streamLines({ file: '/nowhere/route', args: [], onLine: () => undefined, onEnd: resolve });
  });
  assert.match(ended, /\/nowhere\/route is not there/);
});

test('stop leaves neither the program nor its children behind', async () => {
  const pids = await new Promise<{ pids: number[]; stop: () => Promise<void> }>((resolve) => {
    const stream = streamLines({
      file: '/bin/sh',
      // Deaf to the polite signal, and with a child that would outlive it.
      args: ['-c', "trap '' TERM; sleep 60 & echo $$ $!; wait; sleep 60"],
      onLine: (line) => resolve({ pids: line.split(' ').map(Number), stop: () => stream.stop() }),
      onEnd: () => undefined,
    });
  });
  await pids.stop();
  await pids.stop();
  // The shell has been waited for; its child was sent SIGKILL by then, and dies when the kernel next runs it.
  await until(() => pids.pids.every(isGone));
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  // On Linux a child whose new parent has not collected it yet still has its number.
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && readFileSync(stat, 'utf8').includes(') Z ');
}
