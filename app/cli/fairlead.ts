#!/usr/bin/env node
/**
 * The command. `fairlead status` against a running daemon is answered before commander and zod are loaded:
 * it is what prompts and status bars run every few seconds.
 */
import { fastStatus } from './fast-status.ts';
import { plainWords } from './plain-words.ts';
import { keepHeapSmall } from './small-heap.ts';

const argv = process.argv.slice(2);
const answered = await fastStatus(argv);
if (answered === undefined) {
  // The word may stand after `--home` and a folder.
  if (argv.includes('daemon')) keepHeapSmall();
  const daemon = plainWords('daemon', argv);
  const code = await (daemon === undefined
    ? (await import('./process.ts')).runProcess(argv)
    : (await import('./daemon-process.ts')).runDaemonProcess(daemon));
  // Leaving by itself, Node 24 has been seen to spin for ever over a request that never completes; what was
  // printed goes out first.
  // A write that failed is told by its own event first, and ends the process as that (process-world.ts).
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(code))));
} else process.exitCode = answered;
