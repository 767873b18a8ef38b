/**
 * stand-in <socket> <command> [arguments]: asks the stage to carry out a command, prints what the command
 * would print and ends as it would. It imports nothing but the socket, because it starts with every change.
 */
import { connect } from 'node:net';
import type { Outcome } from './outcome.ts';

const [socketPath = '', command = '', ...argv] = process.argv.slice(2);
const socket = connect(socketPath);
const chunks: Buffer[] = [];
const isRoot = process.env['FAIRLEAD_STAGE_ROOT'] === '1';

socket.on('error', (error) => {
  process.stderr.write(`${command}: the stage is gone: ${error.message}\n`);
  process.exitCode = 70;
});
socket.on('data', (chunk: Buffer) => chunks.push(chunk));
socket.on('end', () => {
  const outcome = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Outcome;
  process.stdout.write(outcome.stdout);
  process.stderr.write(outcome.stderr);
  process.exitCode = outcome.exitCode;
});
socket.end(JSON.stringify({ command, argv, isRoot, pid: process.pid }));
