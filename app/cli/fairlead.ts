#!/usr/bin/env node
/**
 * The command. `fairlead status` against a running daemon is answered before commander and zod are loaded:
 * it is what prompts and status bars run every few seconds.
 */
import { fastStatus } from './fast-status.ts';
import { keepHeapSmall } from './small-heap.ts';

const argv = process.argv.slice(2);
const answered = await fastStatus(argv);
if (answered === undefined) {
  if (argv[0] === 'daemon') keepHeapSmall();
  const { runProcess } = await import('./process.ts');
  const code = await runProcess(argv);
  // Leaving by itself, Node 24 has been seen to spin for ever over a request that never completes; what was
  // printed goes out first.
  // A write that failed is told by its own event first, and ends the process as that (process.ts).
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(code))));
} else process.exitCode = answered;
