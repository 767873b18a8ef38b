/** `npm run demo`: the main job on the stage, as a timeline. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ask } from './ask.ts';
import type { StageEvent } from './event.ts';
import { keep } from './keep.ts';
import { sweepStages } from './leftovers.ts';
import { playPanel } from './panel.ts';
import type { Stage } from './stage.ts';
import { findStory, stories } from './stories/index.ts';
import { type Story, tellStory } from './story.ts';
import { painter, renderEvent, renderResult } from './timeline.ts';

const help = `Usage: npm run demo -- [--story <name>] [--json] [--keep]
       fairlead demo [--story <name>] [--json] [--keep]

Stands up a make-believe Mac, starts the real daemon on it, and tells what happens to Docker under a VPN.
Nothing outside a temporary directory and 127.0.0.1 is touched, and no right of an administrator is needed.

  --story <name>  another story: see --list
  --list          the stories, one per line
  --json          one JSON object per event; the last one is the result
  --panel         the panel on a stage with its daemon, to play with, until Ctrl-C
  --keep          leave the stage standing to play with, until Ctrl-C
  --vpn on|off    connect or disconnect the VPN of a stage that is kept ($FAIRLEAD_HOME says which)
  --help          this text

Exit codes: 0 every step came true, 1 a step did not, 2 the command was not understood.
`;

interface Options {
  readonly story: Story;
  readonly json: boolean;
  readonly keep: boolean;
}

async function main(argv: readonly string[]): Promise<number> {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    return complain(`${reason.replace(/\.?$/, '.')} Try: npm run demo -- --help`);
  }
  if (values.help) return print(help);
  if (values.list) return print(stories.map(({ name, title }) => `${name.padEnd(14)} ${title}\n`).join(''));
  if (values.vpn !== undefined) return switchVpn(values.vpn);
  await sweepStages();
  if (values.panel) return performPanel(values.json);
  const story = findStory(values.story);
  if (story === undefined)
    return complain(
      `There is no story "${values.story}". The stories are: ${stories.map(({ name }) => name).join(', ')}.`,
    );
  return perform({ story, json: values.json, keep: values.keep });
}

function read(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      story: { type: 'string', default: stories[0]?.name ?? '' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      panel: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      vpn: { type: 'string' },
    },
  }).values;
}

async function performPanel(json: boolean): Promise<number> {
  let stage: Stage | undefined;
  const interrupted = untilInterrupted();
  try {
    const played = playPanel({ interrupted, stands: (standing) => (stage = standing), json });
    const ended = await Promise.race([played, interrupted.then(() => 0)]);
    // It has its own farewell to say before the stage goes.
    if (stage !== undefined) await played.catch(() => undefined);
    return ended;
  } finally {
    await stage?.[Symbol.asyncDispose]();
  }
}

async function perform(options: Options): Promise<number> {
  const { story, json } = options;
  const paint = painter(process.stdout.isTTY && process.env['NO_COLOR'] === undefined);
  const tell = (event: StageEvent): void => {
    process.stdout.write(`${json ? JSON.stringify(event) : renderEvent(event, paint)}\n`);
  };
  const interrupted = untilInterrupted();
  let stage: Stage | undefined;
  if (!json) print(`\n${paint('bold', story.title)}\n\n`);
  try {
    const telling = tellStory(story, {
      tell,
      stands: (standing) => (stage = standing),
      // Docker's usual port, so that what is shown looks as it will on a Mac.
      firstPort: 2376,
    });
    const told = await Promise.race([telling, interrupted]);
    if (typeof told === 'number') {
      telling.catch(() => undefined);
      return told;
    }
    print(json ? `${JSON.stringify(told.result)}\n` : renderResult(told.result, paint));
    if (options.keep) await keep(told.stage, { tell, interrupted, quiet: json });
    return told.result.ok ? 0 : 1;
  } finally {
    await stage?.[Symbol.asyncDispose]();
  }
}

/** Resolves with the exit code of an interrupted program, so that everything can be taken down first. */
function untilInterrupted(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
}

async function switchVpn(state: string): Promise<number> {
  if (state !== 'on' && state !== 'off') return complain('--vpn takes "on" or "off".');
  const home = process.env['FAIRLEAD_HOME'];
  if (home === undefined || home === '')
    return complain(
      'Set FAIRLEAD_HOME to what "npm run demo -- --keep" printed: it says which stage is meant.',
    );
  try {
    await ask(path.join(home, '..', 's'), { command: 'vpn', argv: [state], isRoot: false, pid: process.pid });
    return print(`The VPN is ${state}.\n`);
  } catch {
    return complain(`No stage stands at ${home}. Start one with: npm run demo -- --keep`);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}

/** Says what went wrong in one sentence; a trace helps nobody who wanted to see a demo. */
async function run(): Promise<number> {
  try {
    return await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`The stage could not be set up: ${(error as Error).message}\n`);
    return 1;
  }
}

// Whoever stops reading ends the demo; the guard takes the stage down.
process.stdout.on('error', () => process.exit(1));
const code = await run();
// The exit is explicit: a call of the Docker client that hangs in a black hole must not hold the demo.
process.stdout.write('', () => process.exit(code));
