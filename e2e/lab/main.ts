/** `npm run lab`: the main job on real routes, with a real VPN, a real sshd and a real dockerd. */
import { parseArgs } from 'node:util';
import type { StageEvent } from '../stage/event.ts';
import { sweepStages } from '../stage/leftovers.ts';
import { painter, renderEvent, renderResult } from '../stage/timeline.ts';
import { install } from '../debian.ts';
import { startLab, type Lab } from './lab.ts';
import { whyNoName } from './names.ts';
import { lacking } from './needs.ts';
import { Play, StepFailed } from './play.ts';
import { ask, down, hold, NoLab, shell, stands, up } from './standing.ts';
import { sweep } from './state.ts';
import { stories, type LabStory } from './stories.ts';
import { vpnKinds } from './vpn.ts';

const help = `Usage: npm run lab -- [--story <name>] [--json]
       npm run lab -- up | down | status | shell | vpn on [<kind>] | vpn off   [--lab <name>]

Builds the whole situation for real on this computer, in namespaces of its own: a Mac's network, a VPN
(ocserv and openconnect), a VM with sshd and dockerd, the docker CLI. Runs the shipped daemon in it and
tells what happens; then takes everything down. Needs Linux and root, and installs missing Debian packages.

  up               leave a lab standing to play with
  vpn on [<kind>]  ${Object.keys(vpnKinds).join(', ')}
  vpn off          disconnect
  shell            a shell of the Mac's user
  status           machines, VPN, routes, whether Docker answers
  down             take it down, also after a crash

  --story <name>   ${stories.map(({ name }) => name).join(', ')}
  --json           one JSON object per event; the last one is the result
  --lab <name>     which lab, when several stand side by side (default: lab)
  --help           this text

Exit codes: 0 all is well, 1 a step did not come true or the lab cannot run here, 2 not understood,
130 interrupted.
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(argv: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(argv);
  } catch (error) {
    // Node's own advice after the first sentence is about arguments that begin with a dash.
    const [what = ''] = (error as Error).message.split(/[.\n]/);
    say(`${what}. Try: npm run lab -- --help`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [verb = 'story', ...rest] = positionals;
  const story = stories.find(({ name }) => name === values.story);
  const problem =
    story === undefined
      ? `There is no story "${values.story}". There are ${stories.map(({ name }) => name).join(', ')}.`
      : values.lab === undefined
        ? undefined
        : whyNoName(values.lab);
  if (problem !== undefined || story === undefined) {
    say(`${problem ?? ''} Try: npm run lab -- --help`);
    return 2;
  }
  if (values.help) process.stdout.write(help);
  else if (verb === 'down') {
    const id = values.lab ?? 'lab';
    say((await down(id)) ? `Lab ${id} is taken down.` : `No lab named ${id} stands.`);
    for (const left of await sweep()) say(`Removed what was left of lab ${left}.`);
    for (const left of await sweepStages()) say(`Removed what was left of a stage, ${left}.`);
  } else if (verb === 'status' || verb === 'vpn') return answered(values.lab ?? 'lab', [verb, ...rest]);
  else if (verb === 'shell') return shell(values.lab ?? 'lab');
  else if (verb === 'up' || verb === 'hold' || verb === 'story') {
    const { reason, packages } = await lacking();
    if (reason !== undefined) {
      say(`The lab cannot run here: ${reason}.`);
      if (process.platform === 'linux' && process.geteuid?.() !== 0)
        say('Try: sudo env "PATH=$PATH" npm run lab');
      return 1;
    }
    await install(packages, say);
    await sweep();
    if (verb === 'hold') await hold(values.lab ?? 'lab', interruption());
    else if (verb === 'up') {
      const id = values.lab ?? 'lab';
      const which = id === 'lab' ? '' : ` --lab ${id}`;
      if (await stands(id)) say(`Lab ${id} stands already.\n`);
      else {
        say('Building the lab; this takes a few seconds …\n');
        await up(id);
      }
      const code = await answered(id, ['status']);
      say(
        `\nNext: npm run lab -- shell${which} (or: vpn on, vpn off, status). The end: npm run lab -- down${which}`,
      );
      return code;
    } else return tell(story, values.json);
  } else {
    say(`There is no "${verb}". Try: npm run lab -- --help`);
    return 2;
  }
  return 0;
}

function read(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      story: { type: 'string', default: stories[0]?.name ?? '' },
      json: { type: 'boolean', default: false },
      lab: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

async function answered(id: string, words: readonly string[]): Promise<number> {
  const { stdout, stderr, exitCode } = await ask(id, words);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

async function tell(story: LabStory, json: boolean): Promise<number> {
  const paint = painter(process.stdout.isTTY && process.env['NO_COLOR'] === undefined);
  const write = (event: StageEvent): void => {
    process.stdout.write(`${json ? JSON.stringify(event) : renderEvent(event, paint)}\n`);
  };
  const interrupted = interruption();
  // While it is being built, too: whoever pressed Ctrl-C wants to know that it was heard.
  interrupted.addEventListener('abort', () => say('Interrupted. Taking the lab down …'), { once: true });
  if (!json) process.stdout.write(`\n${paint('bold', story.title)}\n\n`);
  await using lab = await startLab(story.lab ?? {});
  if (interrupted.aborted) return 130;
  const stopped = new Promise<undefined>((resolve) =>
    interrupted.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  const telling = perform(story, { lab, write });
  telling.catch(() => undefined);
  const result = await Promise.race([telling, stopped]);
  if (result === undefined) return 130;
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : renderResult(result, paint));
  return result.ok ? 0 : 1;
}

async function perform(
  story: LabStory,
  { lab, write }: { readonly lab: Lab; readonly write: (event: StageEvent) => void },
) {
  await using play = new Play(lab, write);
  play.world('a VM runs sshd and dockerd at 192.168.99.100, and the docker CLI reaches it');
  let ok = true;
  try {
    await story.prepare?.(lab);
    await play.startDaemon(story.daemon);
    await story.play(play);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    ok = false;
  }
  return { story: story.name, ok, steps: play.steps };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => controller.abort());
  return controller.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof NoLab ? error.message : `The lab: ${(error as Error).message}`);
  process.exitCode = 1;
}
// A call of the docker client that hangs in a black hole must not hold the lab.
process.stdout.write('', () => process.exit());
