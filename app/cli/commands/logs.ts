import { open } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { LogLine } from '../../../shared/control/contract.ts';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { styled, type Style } from '../print/terminal.ts';
import type { Session } from '../session.ts';

interface LogOptions {
  readonly follow?: true;
  readonly lines: number;
}

const styles: { readonly [L in LogLine['level']]?: Style } = { debug: 'dim', warn: 'yellow', error: 'red' };

export function addLogs(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'logs',
    summary: "show the daemon's log",
    manual: {
      about: [
        'Shows the newest lines of the log: one line for every change, with the reason. Without a daemon it reads what the last one left in its file.',
      ],
      examples: [
        ['fairlead logs', 'the newest 200 lines'],
        ['fairlead logs --follow', 'stay, and show new ones (needs the daemon)'],
        ['fairlead logs --lines 20 --json', 'one JSON object a line'],
      ],
      exits: [3, 4],
    },
  });
  command
    .option('-f, --follow', 'stay and show new lines; ends with Ctrl-C')
    .option('-n, --lines <n>', 'how many of the newest lines, 0 to 5000', parseLines, 200);
  line.does<LogOptions>(command, async (session, { follow, lines }) => {
    const client = follow === true ? await session.daemon() : await session.daemonIfThere();
    const feed =
      client === undefined
        ? readLogFile(session, lines)
        : client.logs({ lines, follow: follow === true ? 'true' : 'false' }, session.world.signal);
    for await (const entry of feed)
      session.world.stdout.write(session.json ? `${JSON.stringify(entry)}\n` : lineText(entry, session));
    if (follow === true && !session.world.signal.aborted) session.remark('The daemon has stopped.');
    return undefined;
  });
}

function parseLines(text: string): number {
  const lines = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (!(lines <= 5000)) throw new InvalidArgumentError('It must be a number from 0 to 5000.');
  return lines;
}

function lineText(entry: LogLine, session: Session): string {
  const text = `${entry.at}  ${entry.level.padEnd(5)}  ${printable(entry.message)}`;
  const style = styles[entry.level];
  return `${style === undefined ? text : styled(session.paper, style, text)}\n`;
}

const tailBytes = 1024 * 1024;

async function* readLogFile(session: Session, count: number): AsyncGenerator<LogLine, void, undefined> {
  const file = path.join(session.home.logs, 'fairlead.log');
  const text = await tail(file);
  session.remark(
    text === undefined
      ? `No daemon runs, and there is no ${file}.`
      : `No daemon runs; this is what ${file} holds.`,
  );
  const entries = (text ?? '').split('\n').flatMap((line) => {
    const match = /^(\S+Z) (debug|info|warn|error) +(.*)$/.exec(line);
    const [, at = '', level = 'info', message = ''] = match ?? [];
    return match === null ? [] : [{ at, level: level as LogLine['level'], message }];
  });
  yield* count === 0 ? [] : entries.slice(-count);
}

async function tail(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    await handle.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}
