#!/usr/bin/env node
/**
 * The command. `fairlead status` against a running daemon is answered before commander and zod are loaded:
 * it is what prompts and status bars run every few seconds.
 */
import { fastStatus } from './fast-status.ts';

const argv = process.argv.slice(2);
const answered = await fastStatus(argv);
if (answered === undefined) {
  const { runProcess } = await import('./process.ts');
  process.exitCode = await runProcess(argv);
} else process.exitCode = answered;
