import type { Remedy } from '../../../shared/control/doctor.ts';
import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';
import { remedies, remedy } from '../catalogue/symptom.ts';

/** What a command is to be typed for. */
export interface Situation {
  readonly snapshot: Snapshot | undefined;
  /** The machine it names; undefined when there is none here. */
  readonly machine: MachineView | undefined;
  /** Whether the interface of the command is known, or would be guessed. */
  readonly isInterfaceKnown: boolean;
  /** Whether the file of the command is named, or would be that of the machine. */
  readonly isPathKnown: boolean;
  /** Whether an adapter is known that no machine is on. */
  readonly isUnusedKnown: boolean;
  /** Whether the NAT rule is known that should go. */
  readonly isRuleKnown: boolean;
}

const stopped: readonly MachineView['state'][] = ['off', 'saved', 'crashed'];
const makeMachine = remedy('there is no machine yet: make one', { command: 'fairlead create default' });

/** Goes over SSH or to the engine, or changes a VM while it runs. */
const needsRunning = /^fairlead (ssh|fix|route repair|certs renew(?! --ca)) |^VBoxManage controlvm /;
const needsVirtualBox = /^VBoxManage |^fairlead vbox /;

/** The same remedies, the commands still unfilled, without those that make no sense in what is seen here now. */
export function suited(all: readonly Remedy[], situation: Situation): readonly Remedy[] {
  const kept: readonly Remedy[] = all
    .filter(({ command }) => command === undefined || isTypable(command, situation))
    .map(({ command, ...words }) =>
      command === undefined ||
      (command.includes('{unused}') && !situation.isUnusedKnown) ||
      (command.includes('{rule}') && !situation.isRuleKnown)
        ? words
        : { ...words, command },
    );
  const { snapshot, machine } = situation;
  if (kept.length === all.length || snapshot === undefined) return kept;
  if (snapshot.machines.length === 0) return [...kept, makeMachine];
  const isStartSaid = kept.some(({ command }) => command === remedies.start.command);
  return machine !== undefined && stopped.includes(machine.state) && !isStartSaid
    ? [remedies.start, ...kept]
    : kept;
}

function isTypable(
  command: string,
  { snapshot, machine, isInterfaceKnown, isPathKnown }: Situation,
): boolean {
  if (snapshot === undefined) return true;
  if (command.includes('{interface}') && !isInterfaceKnown) return false;
  const isMachineNeeded = command.includes('{machine}') || (command.includes('{path}') && !isPathKnown);
  if (isMachineNeeded && machine === undefined) return false;
  if (command.startsWith('fairlead context use ')) return machine?.context?.state === 'ready';
  if (needsVirtualBox.test(command) && machine !== undefined && machine.driver !== 'virtualbox') return false;
  return !(needsRunning.test(command) && machine !== undefined && stopped.includes(machine.state));
}
