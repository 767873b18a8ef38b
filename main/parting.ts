/** What becomes of each change when the daemon ends, in words: as docs/undo.md has it, by its journal and settings. */
import type { JournalLine } from '../shared/control/change-words.ts';
import type { Settings } from '../shared/settings.ts';
import type { MachineView, Snapshot } from '../shared/snapshot.ts';
import { cut } from './menu-text.ts';

/** What the daemon's end is judged by. */
export interface Parting {
  readonly settings: Pick<Settings, 'quit.contexts' | 'quit.forwards' | 'quit.routes'>;
  readonly journal: readonly JournalLine[];
}

/** More names than these are counted. */
const namesAtMost = 3;

/** What ends with the daemon whatever the settings say. */
export function ends({ machines }: Snapshot): readonly string[] {
  const sockets = machines.filter(({ endpoint }) => endpoint !== undefined).map(({ name }) => cut(name));
  const ports = machines
    .flatMap(({ publishedPorts = [] }) => publishedPorts)
    .filter(({ state }) => state === 'open')
    .map(({ localPort }) => String(localPort));
  return [
    ...(sockets.length === 0 ? [] : [`Ends: the Docker socket of ${list(sockets)}.`]),
    ...(ports.length === 0 ? [] : [`Ends: port ${list(ports)} of the containers on this Mac.`]),
  ];
}

/** What is put back and what stays: only changes that stand, and that the journal has as Fairlead's. */
export function leaves(snapshot: Snapshot, parting: Parting): readonly string[] {
  const { machines, vpns } = snapshot;
  const { settings, journal } = parting;
  const hasOpen = (kind: string, is: (line: JournalLine) => boolean): boolean =>
    journal.some((line) => line.kind === kind && line.undoable && is(line));
  const routes = machines.filter(
    ({ name, route }) => route.kind === 'own' && hasOpen('route', ({ machine }) => machine === name),
  );
  const forwards = machines.filter(
    ({ name, forward }) => forward.ours === true && hasOpen('nat-rule', ({ machine }) => machine === name),
  );
  const contexts = machines
    .flatMap(({ context }) => context ?? [])
    .filter(({ name, state }) => state === 'ready' && hasOpen('docker-context', writes(name)));
  // A row goes back to a tunnel that is up, and to nobody else.
  const givesRoutesBack = settings['quit.routes'] === 'restore' && vpns.length > 0;
  const forwardNames = forwards.map(({ name, forward }) => `${cut(name)} (${forward.address ?? 'a rule'})`);
  return [
    ...line(routes.map(named), givesRoutesBack ? 'Given back to the VPN: the route' : 'Stays: the route'),
    ...line(forwardNames, `${settings['quit.forwards'] === 'remove' ? 'Taken away' : 'Stays'}: the forward`),
    ...(contexts.length === 0
      ? []
      : [
          settings['quit.contexts'] === 'remove'
            ? `Taken away: the Docker context ${list(contexts.map(({ name }) => cut(name)))}.`
            : `Stays: the Docker context ${list(contexts.map(({ name }) => cut(name)))}, although nothing answers behind it then.`,
        ]),
  ];
}

/** Whether machines that only a forward reaches now are reached by nothing afterwards. */
export function cutsOff({ path, forward }: MachineView, { settings }: Parting): boolean {
  return (
    path === 'tunnel' ||
    (path === 'forward' && forward.ours === true && settings['quit.forwards'] === 'remove')
  );
}

function line(names: readonly string[], words: string): string[] {
  return names.length === 0 ? [] : [`${words} of ${list(names)}.`];
}

function named({ name }: MachineView): string {
  return cut(name);
}

function writes(context: string): (line: JournalLine) => boolean {
  return ({ description }) => description.startsWith(`write the Docker context ${context} `);
}

function list(names: readonly string[]): string {
  const shown = names.length > namesAtMost + 1 ? names.slice(0, namesAtMost) : names;
  const rest = names.length - shown.length;
  const all = rest === 0 ? shown : [...shown, `${rest} more`];
  const last = all.at(-1) ?? '';
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${last}` : last;
}
