import type { Parameters, Remedy } from '../../../shared/control/doctor.ts';
import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';
import { machineName } from '../../machine/machine.ts';
import { suited } from './suit.ts';
import { formatCidr, parseCidr, parseIpv4 } from '../../route/cidr.ts';

/** The machine a message is about: by name, by address, or the only one there is. */
export function machineMeant(
  parameters: Parameters,
  snapshot: Snapshot | undefined,
): MachineView | undefined {
  const machines = snapshot?.machines ?? [];
  return (
    machines.find(({ name }) => name === parameters.machine) ??
    machines.find(({ guestIp }) => guestIp !== undefined && guestIp === parameters.address) ??
    (machines.length === 1 && parameters.machine === undefined ? machines[0] : undefined)
  );
}

/** What a text or a finding names. */
export interface Named extends Parameters {
  /** A host-only adapter that no machine is on, and that may go. */
  readonly unused?: string;
  /** A NAT rule that may go. */
  readonly rule?: string;
}

/**
 * Fills `{address}` and its like. What comes from the message goes into commands only in the form such a
 * thing has, and quoted where it may hold anything: people paste these lines into a shell.
 */
export function filler(
  parameters: Named,
  snapshot: Snapshot | undefined,
): (text: string, as: 'words' | 'command') => string {
  const machine = machineMeant(parameters, snapshot);
  const named =
    parameters.machine !== undefined && machineName.test(parameters.machine) ? parameters.machine : undefined;
  const name = machine?.name ?? named ?? anyMachine(snapshot)?.name ?? 'default';
  const address =
    parseIpv4(parameters.address ?? '') === undefined
      ? (machine?.guestIp ?? '192.168.99.100')
      : (parameters.address ?? '');
  const isAddressKnown = parseIpv4(parameters.address ?? '') !== undefined || machine?.guestIp !== undefined;
  const device = /^vboxnet\d+$/.test(parameters.interface ?? '')
    ? parameters.interface
    : machine?.networkInterface;
  const values: Readonly<Record<string, string>> = {
    machine: name,
    address,
    port: String(parameters.port ?? portOf(machine?.forward.address) ?? 2376),
    interface: device ?? 'vboxnet0',
    unused: parameters.unused ?? '',
    rule: parameters.rule ?? '',
    network: machine?.network ?? networkOf(parameters.network, address),
    // docker-machine's networks are /24: what stands before the last number.
    net: (machine?.network ?? networkOf(parameters.network, address)).replace(/\.\d+\/\d+$/, ''),
    wanted: parameters.wanted ?? address,
    names:
      parameters.names === undefined || parameters.names.length === 0
        ? 'other names'
        : parameters.names.join(', '),
    path: parameters.path ?? '/var/run/docker.sock',
  };
  return (text, as) =>
    text.replace(
      /\{(machine|address|port|interface|network|net|wanted|names|path|unused|rule)\}/g,
      (_all, key: string) => {
        const value =
          key === 'path' && as === 'command' && parameters.path === undefined
            ? `~/.docker/machine/machines/${name}/id_rsa`
            : (values[key] ?? '');
        if (as === 'command') return quoted(value);
        // The usual address would be a claim about a message that names none.
        return key === 'address' && !isAddressKnown ? 'the address of the machine' : value;
      },
    );
}

/** Only what can be typed here and now, with its gaps filled. */
export function filledRemedies(
  remedies: readonly Remedy[],
  named: Named,
  snapshot: Snapshot | undefined,
): readonly Remedy[] {
  const fill = filler(named, snapshot);
  const machine =
    machineMeant(named, snapshot) ?? (named.machine === undefined ? anyMachine(snapshot) : undefined);
  const isInterfaceKnown =
    /^vboxnet\d+$/.test(named.interface ?? '') || machine?.networkInterface !== undefined;
  return suited(remedies, {
    snapshot,
    machine,
    isInterfaceKnown,
    isPathKnown: named.path !== undefined,
    isUnusedKnown: named.unused !== undefined,
    isRuleKnown: named.rule !== undefined,
  }).map((remedy) => filledRemedy(remedy, fill));
}

/** What is not about one machine is shown with the one that docker-machine would take, or the first. */
function anyMachine(snapshot: Snapshot | undefined): MachineView | undefined {
  return snapshot?.machines.find(({ name }) => name === 'default') ?? snapshot?.machines[0];
}

function filledRemedy(remedy: Remedy, fill: ReturnType<typeof filler>): Remedy {
  return {
    ...remedy,
    does: fill(remedy.does, 'words'),
    ...(remedy.command === undefined ? {} : { command: fill(remedy.command, 'command') }),
  };
}

function quoted(value: string): string {
  return /^[\w./:~-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

function portOf(address: string | undefined): number | undefined {
  const port = Number(address?.split(':').at(-1));
  return Number.isInteger(port) ? port : undefined;
}

function networkOf(network: string | undefined, address: string): string {
  const parsed = parseCidr(network ?? '') ?? parseCidr(`${address}/24`);
  const isLocal = address.startsWith('127.');
  return parsed === undefined || isLocal ? '192.168.99.0/24' : formatCidr(parsed);
}
