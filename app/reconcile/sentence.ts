import type { MachineView, Snapshot } from '../../shared/snapshot.ts';
import { vpnWords } from './vpn-key.ts';

type Parts = Pick<Snapshot, 'machines' | 'vpns' | 'advisories'>;

type Summary = Pick<Snapshot, 'state' | 'sentence'>;

/**
 * State and sentence of the whole computer: what the tray shows and the first line of everything. While something is
 * being done, the sentence goes on saying how things are: the steps of one remedy pass within a second, and a headline
 * that names each can neither be read nor listened to. What is being done is in `working` of its machine.
 */
export function summarise(parts: Parts): Summary {
  const { machines, advisories } = parts;
  const silent = new Set(
    advisories.filter(({ code }) => code === 'machine-silent').map(({ machine }) => machine),
  );
  const living = machines.filter(
    ({ state, name }) =>
      !silent.has(name) && !['off', 'saved', 'paused', 'missing', 'broken', 'crashed'].includes(state),
  );
  if (machines.length === 0) return { state: 'off', sentence: noMachine(advisories) };
  if (living.length === 0) return { state: 'off', sentence: offSentence(machines, advisories) };
  const situation = situationOf(living, parts);
  return living.some(({ working }) => working !== undefined) ? { ...situation, state: 'working' } : situation;
}

function situationOf(living: readonly MachineView[], { vpns, advisories }: Parts): Summary {
  const unreachable = living.filter(({ path, state }) => path === 'none' && state !== 'changing');
  const troubled = advisories.some(({ severity }) => severity !== 'info');

  const [first] = unreachable;
  if (first !== undefined) return { state: 'broken', sentence: brokenSentence(first, advisories) };
  const detours = living.filter(({ path }) => path === 'forward' || path === 'tunnel');
  const [detour] = detours;
  if (detour !== undefined)
    return {
      state: 'degraded',
      sentence: detourSentence(detour, {
        names: detours.map(({ name }) => name).join(' and '),
        vpns,
        advisories,
      }),
    };
  // What is left without a path is a machine between off and on.
  const reached = living.filter(({ path }) => path !== 'none');
  if (reached.length === 0) return { state: 'working', sentence: changingSentence(living) };
  const names = reached.map(({ name }) => name).join(' and ');
  const meanwhile =
    vpns.length === 0 ? '' : ` while ${vpnWords(vpns)} ${vpns.length === 1 ? 'is' : 'are'} connected`;
  const sentence = `Docker in ${names} is reachable directly${meanwhile}.`;
  return { state: troubled ? 'degraded' : 'ok', sentence };
}

function changingSentence(machines: readonly MachineView[]): string {
  const names = machines.map(({ name }) => name).join(' and ');
  return `${names} ${machines.length === 1 ? 'is' : 'are'} starting or stopping.`;
}

function noMachine(advisories: Parts['advisories']): string {
  const unreadable = advisories.find(({ code }) => code === 'machine-unreadable');
  return unreadable?.sentence ?? 'There is no docker-machine VM here; make one with: fairlead create default';
}

function offSentence(machines: readonly MachineView[], advisories: Parts['advisories']): string {
  const [only] = machines;
  const silent = advisories.find(({ code, machine }) => code === 'machine-silent' && machine === only?.name);
  if (machines.length === 1 && only !== undefined) {
    if (silent !== undefined) return silent.sentence;
    if (only.state === 'broken') return `${only.name} cannot be read; run: fairlead ls`;
    if (only.state === 'missing')
      return `${only.name} is not known to VirtualBox; see which machines are: VBoxManage list vms`;
    return `${only.name} is ${only.state}; start it with: fairlead start ${only.name}`;
  }
  return `No machine is running; start one with: fairlead start ${machines[0]?.name ?? 'default'}`;
}

function brokenSentence(machine: MachineView, advisories: Parts['advisories']): string {
  const own = advisories.filter(
    (advisory) => advisory.machine === machine.name && advisory.severity !== 'info',
  );
  const worst =
    own.find(({ code }) => code === 'consent-needed') ??
    own.find(({ severity }) => severity === 'error') ??
    own[0];
  if (worst === undefined) return `Docker in ${machine.name} is not reachable: ${machine.decision.because}.`;
  // Its own sentence says it already.
  if (worst.code === 'unreachable') return worst.sentence;
  return `Docker in ${machine.name} is not reachable. ${worst.sentence}`;
}

function detourSentence(
  machine: MachineView,
  { names, vpns, advisories }: Pick<Parts, 'vpns' | 'advisories'> & { readonly names: string },
): string {
  const where = `Docker in ${names} is reachable over ${machine.path === 'tunnel' ? 'SSH' : 'localhost'}`;
  const vpn = vpns.find((one) => one.interface === machine.route.interface) ?? vpns[0];
  const who = vpn?.name ?? 'something';
  switch (machine.route.kind) {
    case 'taken':
      return `${where} because ${who} took ${machine.network ?? 'its network'}.`;
    case 'lost':
      return `${where} because the route to ${machine.network ?? 'its network'} is gone.`;
    case 'no-network':
      return `${where} because the host-only network has no address on this computer.`;
    case 'own':
    case 'unknown': {
      const own = advisories.find(
        (advisory) =>
          advisory.machine === machine.name &&
          [
            'packets-filtered',
            'local-network-privacy',
            'stranger-at-guest-address',
            'certificate-names-old-address',
          ].includes(advisory.code),
      );
      return own === undefined ? `${where}.` : `${where}: ${own.title.toLowerCase()}.`;
    }
  }
}
