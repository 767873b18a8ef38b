import type { PanelFailure } from '../../shared/panel.ts';
import type { Advisory, Snapshot } from '../../shared/snapshot.ts';
import type { Scene } from './scene.ts';
import { capital } from './words.ts';

/** A screen without a path to draw. It always ends in the next thing to do. */
export interface Empty {
  readonly title: string;
  readonly text: string;
  /** What to type; absent when waiting is all there is to do. */
  readonly command?: string;
  /** What a press does instead, in the app, which can start its daemon. */
  readonly starts?: true;
  /** The advisory that is said here, and need not be said twice. */
  readonly tells?: Advisory['code'];
  readonly after?: string;
}

const startDaemon = 'fairlead daemon';

/** Undefined while there is a running machine to show. `isApp`: the menubar app shows it, not a browser. */
export function emptyOf(scene: Scene, isApp = false): Empty | undefined {
  if (scene.kind === 'waiting') return { title: 'Looking for the daemon', text: 'This takes a moment.' };
  if (scene.kind === 'seen') return withoutMachine(scene.snapshot);
  return (isApp ? awayFromApp(scene.failure) : undefined) ?? away(scene.failure);
}

/** The app starts daemons itself, and whoever has only the app has no command to type. */
function awayFromApp(failure: PanelFailure): Empty | undefined {
  switch (failure.code) {
    case 'starting':
      return { title: 'The daemon is starting', text: 'This takes a moment.' };
    case 'no-daemon':
      return {
        title: 'The daemon is not running',
        text: 'Somebody stopped it, so nothing watches over Docker at the moment.',
        starts: true,
      };
    case 'ended':
      return { title: 'The daemon has ended', text: sentence(failure.message), starts: true };
    case 'wrong-protocol':
      return otherVersion({
        text: {
          older: 'It is older than this app, and the two do not understand each other. End it in a terminal:',
          newer:
            'It is newer than this app, and the two do not understand each other. Install the newer app, or end the daemon in a terminal:',
        }[ageOf(failure)],
        command: 'fairlead stop',
        after: 'The app then starts its own.',
      });
    default:
      return undefined;
  }
}

function away(failure: PanelFailure): Empty {
  switch (failure.code) {
    case 'no-daemon':
    case 'closed':
    case 'timeout':
      return {
        title: 'The daemon is not running',
        text: 'Nothing watches over Docker at the moment. Start the daemon in a terminal:',
        command: startDaemon,
        after: 'This page goes on by itself as soon as it runs.',
      };
    case 'wrong-protocol':
      return otherVersion(
        ageOf(failure) === 'older'
          ? {
              text: 'It is older than this panel, and the two do not understand each other. End it, and start the one of this version:',
              command: `fairlead stop; ${startDaemon}`,
              after: 'If the menubar app runs it, quit the app and open it again.',
            }
          : {
              text: 'It is newer than this panel, and the two do not understand each other. Open the newer panel from a terminal:',
              command: 'fairlead panel',
              after: 'fairlead --version says which version a terminal starts.',
            },
      );
    case 'session-over':
      return {
        title: 'This page is no longer served',
        text: 'The panel that opened it has ended. Open a new one from a terminal:',
        command: 'fairlead panel',
      };
    default:
      return {
        title: 'The daemon cannot be reached',
        text: sentence(failure.message),
        ...hintOf(failure),
      };
  }
}

/** A hint is a command to copy, or words to read: "set FAIRLEAD_HOME to a folder of your own". */
function hintOf({ hint }: PanelFailure): Pick<Empty, 'after' | 'command'> {
  if (hint === undefined) return {};
  return /^(?:fairlead|ls|mv) /.test(hint) ? { command: hint } : { after: sentence(hint) };
}

function otherVersion(rest: Omit<Empty, 'title'>): Empty {
  return { title: 'The daemon is of another version', ...rest };
}

/**
 * The daemon's, beside whoever shows this. The failure's own words speak of a command, and no command is here; its
 * numbers say which of the two is to be replaced.
 */
function ageOf({ message }: PanelFailure): 'older' | 'newer' {
  const [daemon = 0, other = 0] = [...message.matchAll(/\d+/g)].map(Number);
  return daemon > other ? 'newer' : 'older';
}

function withoutMachine(snapshot: Snapshot): Empty | undefined {
  if (snapshot.state !== 'off') return undefined;
  const { machines, advisories } = snapshot;
  const [only] = machines;
  if (only === undefined) {
    const unreadable = advisories.find(({ code }) => code === 'machine-unreadable');
    if (unreadable !== undefined)
      return {
        title: 'The machines cannot be read',
        text: unreadable.sentence,
        tells: unreadable.code,
        command: unreadable.fix?.command ?? 'fairlead ls',
      };
    return {
      title: 'There is no machine yet',
      text: 'Fairlead looks after virtual machines of docker-machine, and has found none. Make one in a terminal:',
      command: 'fairlead create default',
      after: 'Machines kept elsewhere: name their folder in the setting "stores".',
    };
  }
  const hypervisor = advisories.find(
    ({ code }) => code === 'hypervisor-missing' || code === 'hypervisor-silent',
  );
  if (machines.every(({ state }) => state === 'missing' || state === 'unknown' || state === 'broken'))
    return {
      title: hypervisor?.title ?? 'The machine is not known to VirtualBox',
      text: hypervisor === undefined ? snapshot.sentence : advice(hypervisor),
      ...(hypervisor === undefined ? {} : { tells: hypervisor.code }),
      command: hypervisor?.fix?.command ?? (only.state === 'broken' ? 'fairlead ls' : 'VBoxManage list vms'),
    };
  const asleep = machines.find(({ state }) => ['off', 'saved', 'paused'].includes(state)) ?? only;
  return {
    title: machines.length > 1 ? 'No machine is running' : `The machine ${asleep.name} is ${asleep.state}`,
    text: `Start ${machines.length > 1 ? 'one' : 'it'} in a terminal:`,
    command: `${asleep.driver === 'virtualbox' ? 'fairlead' : 'docker-machine'} start ${asleep.name}`,
    after: 'Docker is brought within reach as soon as it is up.',
  };
}

/** What is wrong, and the words that lead to its command. */
function advice({ title, sentence: wrong, fix }: Advisory): string {
  // The title stands above it already.
  const text = wrong.startsWith(`${title}: `) ? capital(wrong.slice(title.length + 2)) : wrong;
  return fix === undefined ? text : `${text} ${fix.label}:`;
}

/** A failure comes as a clause from the daemon's client, and as a sentence from the app. */
function sentence(message: string): string {
  return message.endsWith('.') ? capital(message) : `${capital(message)}.`;
}
