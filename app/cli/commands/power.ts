import type { Command } from 'commander';
import type { Verb } from '../../everyday/power.ts';
import { pathWords, printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { awaitDocker } from '../everyday/await-docker.ts';
import { chooseSeveral, readKnownMachines } from '../everyday/known-machines.ts';
import { letDaemonSee } from '../everyday/let-daemon-see.ts';
import { CommandError } from '../exit-codes.ts';
import type { Session } from '../session.ts';

const howTo =
  'docker-machine does it where it is installed, so that its notes stay right; else VirtualBox is asked.';

const texts: { readonly [V in Verb]: readonly [summary: string, about: string] } = {
  start: [
    'start machines, and wait until Docker answers',
    `Starts the machines, then waits until Docker answers by any path, at most two minutes: docker-machine waits for an address that a VPN may hold. ${howTo}`,
  ],
  stop: [
    'stop machines; without a name, the daemon',
    `With names, shuts the machines down in good order and waits for it. Without a name it ends Fairlead's daemon, and that is not what docker-machine stop does. Forwards and certificates stay as they are. ${howTo}`,
  ],
  restart: [
    'restart machines, and wait until Docker answers',
    `Shuts the machines down and starts them again, then waits until Docker answers by any path. ${howTo}`,
  ],
  kill: [
    'switch machines off at once',
    `Takes their power away, as the last resort: what they had not written is lost. ${howTo}`,
  ],
};

export function addPower(line: CommandLine, program: Command): void {
  for (const verb of ['start', 'restart', 'kill'] as const) add(line, program, verb);
}

export function addStop(line: CommandLine, program: Command): void {
  add(line, program, 'stop');
}

function add(line: CommandLine, program: Command, verb: Verb): void {
  const [summary, about] = texts[verb];
  const command = line.add(program, {
    usage: verb,
    summary,
    manual: {
      about: [about],
      examples:
        verb === 'stop'
          ? [
              ['fairlead stop', 'end the daemon'],
              ['fairlead stop default', 'shut the machine down'],
            ]
          : [
              [`fairlead ${verb}`, 'the only machine, or default'],
              [`fairlead ${verb} default work`, 'two machines'],
            ],
      exits: verb === 'stop' ? [3, 4] : [3, 5],
    },
  });
  command.argument('[machines...]', 'names of machines');
  line.doesMany(command, (session, _options, names) =>
    verb === 'stop' && names.length === 0 ? stopDaemon(session) : turnAll(session, verb, names),
  );
}

async function stopDaemon(session: Session): Promise<undefined> {
  const answer = await (await session.daemon()).stop({}, session.world.signal);
  const putBack = (answer.putBack ?? []).map((text) => `  ${printable(text)}\n`);
  session.print(answer, () => `The daemon is stopping.\n${putBack.join('')}`);
  return undefined;
}

async function turnAll(session: Session, verb: Verb, names: readonly string[]): Promise<undefined> {
  const known = await readKnownMachines(session);
  const chosen = chooseSeveral(known, names);
  const { turn } = await import('../../everyday/power.ts');
  const say = (text: string): void => session.remark(text);
  for (const { machine } of chosen)
    await asCommandError(() =>
      turn(verb, machine, { settings: known.settings, environment: session.world.environment, say }),
    );
  const done = chosen.map(({ name }) => name);
  const isUp = verb === 'start' || verb === 'restart';
  if (!isUp) await letDaemonSee(session);
  const views = isUp ? await awaitDocker(session, done) : [];
  session.print({ machines: done, done: verb, docker: views.map(({ name, path }) => ({ name, path })) }, () =>
    views.map((view) => `${view.name}: Docker answers, ${pathWords(view)}\n`).join(''),
  );
  return undefined;
}

/** What docker-machine or VirtualBox said, as the command's own error. */
export async function asCommandError<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'PowerError') throw error;
    const next = 'next' in error && typeof error.next === 'string' ? error.next : undefined;
    throw new CommandError('not-possible', error.message, { hint: next });
  }
}
