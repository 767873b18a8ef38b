import type { Happening } from '../../shared/snapshot.ts';
import { valueOf } from '../reading.ts';
import { formatCidr } from '../route/cidr.ts';
import { formatRow } from '../route/row-text.ts';
import type { MachineObservation, Observation } from './observation.ts';
import { namePending } from './vpn-key.ts';

type Noticed = Omit<Happening, 'at'>;

/** What is different since the last look, in words; nothing at the first one but what is not as it should be. */
export function notice(before: Observation | undefined, now: Observation): readonly Noticed[] {
  return [
    ...noticeVpns(before, now),
    ...now.machines.flatMap((machine) =>
      noticeMachine(
        before?.machines.find((one) => one.machine.name === machine.machine.name),
        machine,
      ),
    ),
  ];
}

function noticeVpns(before: Observation | undefined, now: Observation): Noticed[] {
  const names = (observation: Observation | undefined): string[] =>
    (observation === undefined ? [] : (valueOf(observation.vpns) ?? []))
      .filter(({ evidence }) => evidence !== namePending)
      .map(({ name, interface: on }) => (on === undefined ? name : `${name} (${on})`));
  if (now.vpns.kind === 'unreadable') return [];
  const [old, fresh] = [names(before), names(now)];
  return [
    ...fresh.filter((name) => !old.includes(name)).map((name) => noticed(`${name} is connected`)),
    ...old.filter((name) => !fresh.includes(name)).map((name) => noticed(`${name} is gone`)),
  ];
}

function noticeMachine(before: MachineObservation | undefined, now: MachineObservation): Noticed[] {
  const machine = now.machine.name;
  const lines: Noticed[] = [];
  const state = valueOf(now.vm)?.state;
  const stateBefore = before === undefined ? undefined : valueOf(before.vm)?.state;
  if (state !== undefined && state !== stateBefore && !(before === undefined && state === 'running'))
    lines.push(noticed(`the machine is ${state}`, machine));
  if (state !== undefined && state !== 'running') return lines;

  // Unknown is a moment between two readings; what comes after it is news.
  if (now.route.kind !== 'unknown' && now.route.kind !== (before?.route.kind ?? 'own'))
    lines.push(noticed(routeWords(now), machine));
  // That nothing comes back over somebody else's route is no news; who answers there is.
  const isNews = now.route.kind === 'own' || now.direct.kind === 'stranger' || isUnwell(now.direct);
  if (isNews && now.direct.kind !== (before?.direct.kind ?? 'answers') && now.direct.kind !== 'untried')
    lines.push(noticed(directWords(now), machine));
  const forward = now.forward?.probe.kind;
  if (forward !== undefined && forward !== before?.forward?.probe.kind)
    lines.push(noticed(forwardWords(now), machine));
  if (before?.guestIp !== undefined && now.guestIp !== before.guestIp)
    lines.push(noticed(`its address is ${now.guestIp ?? 'not known'} now`, machine));
  return lines;
}

/** Our engine over a route that is not ours, of which nothing more was asked, is not unwell. */
function isUnwell(probe: MachineObservation['direct']): boolean {
  return probe.kind === 'unwell' && probe.why !== 'not-asked';
}

function routeWords({ route, network }: MachineObservation): string {
  const where = network === undefined ? 'its network' : formatCidr(network);
  const row = route.row === undefined ? '' : `: ${formatRow(route.row)}`;
  switch (route.kind) {
    case 'own':
      return `the route to ${where} is right again`;
    case 'taken':
      return `the route to ${where} was taken${row}`;
    case 'lost':
      return `the route to ${where} is gone; packets fall to ${route.row === undefined ? 'nothing' : formatRow(route.row)}`;
    case 'no-network':
    case 'unknown':
      return route.reason;
  }
}

function directWords({ direct, guestIp }: MachineObservation): string {
  const where = guestIp ?? 'the guest address';
  switch (direct.kind) {
    case 'answers':
      return `Docker answers at ${where}`;
    case 'stranger':
      return `somebody else answers at ${where}: ${direct.reason}`;
    case 'unwell':
      return `the engine at ${where} is not well: ${direct.reason}`;
    case 'refused':
      return `${where} refuses the connection`;
    case 'silent':
      return `nothing comes back from ${where}`;
    case 'unreachable':
      return `the system does not send to ${where} (${direct.code})`;
    case 'untried':
      return `${where} was not tried`;
  }
}

function forwardWords({ forward }: MachineObservation): string {
  const where = forward === undefined ? 'localhost' : `127.0.0.1:${forward.rule.hostPort}`;
  switch (forward?.probe.kind) {
    case 'answers':
      return `Docker answers at ${where}`;
    case 'unwell':
    case 'stranger':
      return `${where}: ${forward.probe.reason}`;
    case undefined:
    case 'refused':
    case 'silent':
    case 'unreachable':
      return `nothing answers at ${where}`;
  }
}

function noticed(text: string, machine?: string): Noticed {
  return { kind: 'noticed', text, ...(machine === undefined ? {} : { machine }) };
}
