import type { PanelFailure } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Scene } from './scene.ts';
import { capital } from './words.ts';

/** A screen without a path to draw. It always ends in the next thing to do. */
export interface Empty {
  readonly title: string;
  readonly text: string;
  /** What to type; absent when waiting is all there is to do. */
  readonly command?: string;
  readonly after?: string;
}

const startDaemon = 'fairlead daemon';

/** Undefined while there is a running machine to show. */
export function emptyOf(scene: Scene): Empty | undefined {
  if (scene.kind === 'waiting') return { title: 'Looking for the daemon', text: 'This takes a moment.' };
  return scene.kind === 'away' ? away(scene.failure) : withoutMachine(scene.snapshot);
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
      return {
        title: 'The daemon is of another version',
        text: `${capital(failure.message)}. End it, and start the one of this version:`,
        command: `fairlead stop; ${startDaemon}`,
        after: 'If the menubar app runs it, quit the app and open it again.',
      };
    case 'session-over':
      return {
        title: 'This page is no longer served',
        text: 'The panel that opened it has ended. Open a new one from a terminal:',
        command: 'fairlead panel',
      };
    default:
      return {
        title: 'The daemon cannot be reached',
        text: `${capital(failure.message)}.`,
        ...(failure.hint === undefined ? {} : { command: failure.hint }),
      };
  }
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
        command: unreadable.fix?.command ?? 'fairlead ls',
      };
    return {
      title: 'There is no machine yet',
      text: 'Fairlead looks after virtual machines of docker-machine, and has found none. Make one:',
      command: 'docker-machine create --driver virtualbox default',
      after: 'Machines kept elsewhere: name their folder in the setting "stores".',
    };
  }
  const hypervisor = advisories.find(
    ({ code }) => code === 'hypervisor-missing' || code === 'hypervisor-silent',
  );
  if (machines.every(({ state }) => state === 'missing' || state === 'unknown' || state === 'broken'))
    return {
      title: hypervisor?.title ?? 'The machine is not known to VirtualBox',
      text: hypervisor?.sentence ?? snapshot.sentence,
      command: hypervisor?.fix?.command ?? (only.state === 'broken' ? 'fairlead ls' : 'VBoxManage list vms'),
    };
  const asleep = machines.find(({ state }) => ['off', 'saved', 'paused'].includes(state)) ?? only;
  const others =
    machines.length > 1
      ? 'No machine is running. Start one:'
      : `${asleep.name} is ${asleep.state}. Start it:`;
  return {
    title: machines.length > 1 ? 'All machines are off' : `The machine is ${asleep.state}`,
    text: others,
    command: `${asleep.driver === 'virtualbox' ? 'fairlead' : 'docker-machine'} start ${asleep.name}`,
    after: 'Docker is brought within reach as soon as it is up.',
  };
}
