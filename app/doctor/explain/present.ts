import type { Parameters } from '../../../shared/control/doctor.ts';
import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';
import { symptomOf, type SymptomId } from '../catalogue/catalogue.ts';
import { overlaps, parseCidr } from '../../route/cidr.ts';
import { machineMeant } from './fill.ts';

/** Whether a symptom is there on this computer now, and what says so. */
export interface Present {
  readonly now: 'yes' | 'no' | 'unknown';
  readonly evidence: readonly string[];
  /** The machine it is so of, where it is but one. */
  readonly machine?: string;
}

const unknown: Present = { now: 'unknown', evidence: [] };
const yes = (...evidence: readonly string[]): Present => ({ now: 'yes', evidence });
const no = (...evidence: readonly string[]): Present => ({ now: 'no', evidence });

/** It is so of these machines. */
function yesOf(names: readonly (string | undefined)[], evidence: readonly string[]): Present {
  const [machine, ...others] = new Set(names);
  return { ...yes(...new Set(evidence)), ...(machine === undefined || others.length > 0 ? {} : { machine }) };
}

interface Scene {
  readonly snapshot: Snapshot;
  readonly parameters: Parameters;
  /** The machines the message may be about. */
  readonly machines: readonly MachineView[];
}

const off: readonly MachineView['state'][] = ['off', 'saved', 'paused', 'crashed'];

/** Symptoms the loop has no advisory for, but a snapshot tells. */
const own: { readonly [Id in SymptomId]?: (scene: Scene) => Present } = {
  HOST_NOT_RUNNING: ({ machines }) => {
    const stopped = machines.filter(({ state }) => off.includes(state));
    if (stopped.length > 0)
      return yesOf(
        stopped.map(({ name }) => name),
        stopped.map(({ name, state }) => `${name} is ${stateWords[state] ?? state}`),
      );
    return machines.length > 0 && machines.every(({ state }) => state === 'running')
      ? no(...machines.map(({ name }) => `${name} is running`))
      : unknown;
  },
  ENV_STALE_IP: ({ snapshot, parameters: { address } }) => {
    const addresses = snapshot.machines.flatMap(({ guestIp }) => (guestIp === undefined ? [] : [guestIp]));
    if (address === undefined || addresses.length === 0 || /^(127\.|localhost|::1)/.test(address))
      return unknown;
    return addresses.includes(address)
      ? no(`${address} is the address of a machine`)
      : yes(
          `no machine has ${address}; there ${addresses.length === 1 ? 'is' : 'are'} ${addresses.join(', ')}`,
        );
  },
  SUBNET_OVERLAP: ({ snapshot, machines }) => {
    const clashes = machines.flatMap(({ name, network }) => {
      const own = network === undefined ? undefined : parseCidr(network);
      if (own === undefined) return [];
      return snapshot.vpns.flatMap((vpn) =>
        vpn.networks
          .filter((text) => {
            const theirs = parseCidr(text);
            return theirs !== undefined && theirs.length > 1 && overlaps(own, theirs);
          })
          .map((text) => `${vpn.name} routes ${text}, which overlaps ${network ?? ''} of ${name}`),
      );
    });
    return clashes.length > 0 ? yes(...clashes) : unknown;
  },
  CERT_NO_LOCALHOST: (scene) => lacking(scene, () => 'localhost'),
  CERT_NO_127: (scene) => lacking(scene, () => '127.0.0.1'),
  CERT_OLD_IP: (scene) => lacking(scene, ({ guestIp }) => guestIp),
  CERT_B2D_SELF: (scene) =>
    lacking(scene, ({ guestIp, certificate }) =>
      certificate?.names.includes('10.0.2.15') === true ? guestIp : undefined,
    ),
  EXIT_NODE_BREAKS_VM_IP: ({ snapshot, machines }) => {
    const tailscale = snapshot.vpns.find(({ name }) => /tailscale/i.test(name));
    const takesAll = tailscale?.networks.some((network) => /\/[01]$/.test(network)) ?? false;
    const isDead = machines.some(({ direct }) => ['silent', 'unreachable'].includes(direct.kind));
    return takesAll && isDead ? yes('Tailscale carries everything through an exit node') : unknown;
  },
};

/** Whether certificates lack a name: the loop speaks of it only where Docker cannot be reached for it. */
function lacking({ machines }: Scene, wanted: (machine: MachineView) => string | undefined): Present {
  const seen = machines.flatMap((machine) =>
    machine.certificate === undefined
      ? []
      : [{ machine, names: machine.certificate.names, name: wanted(machine) }],
  );
  const told = (some: typeof seen): readonly string[] =>
    some.map(({ machine, names }) => `the certificate of ${machine.name} names ${names.join(', ')}`);
  const without = seen.filter(({ name, names }) => name !== undefined && !names.includes(name));
  if (without.length > 0)
    return yesOf(
      without.map(({ machine }) => machine.name),
      told(without),
    );
  return seen.length > 0 && seen.length === machines.length ? no(...told(seen.slice(0, 3))) : unknown;
}

const stateWords: { readonly [S in MachineView['state']]?: string } = {
  off: 'switched off',
  crashed: 'aborted',
};

export function presentOf(id: SymptomId, parameters: Parameters, snapshot: Snapshot | undefined): Present {
  if (snapshot === undefined) return unknown;
  const meant = machineMeant(parameters, snapshot);
  // Of a machine that is named and not here, nothing here says anything.
  if (meant === undefined && parameters.machine !== undefined) return unknown;
  const machines = meant === undefined ? snapshot.machines : [meant];
  const { advisories = [] } = symptomOf(id);
  const said = snapshot.advisories.filter(
    ({ code, machine }) =>
      advisories.includes(code) && (machine === undefined || machines.some(({ name }) => name === machine)),
  );
  if (said.length > 0)
    return yesOf(
      said.map(({ machine }) => machine),
      said.map(({ sentence }) => sentence),
    );
  const special = own[id]?.({ snapshot, parameters, machines });
  if (special !== undefined) return special;
  // The loop would have said so of a machine it can look at.
  const running = machines.filter(({ state }) => state === 'running');
  if (advisories.length === 0 || running.length === 0 || running.length < machines.length) return unknown;
  return no(...running.slice(0, 3).map(pathSentence));
}

function pathSentence({ name, path, guestIp }: MachineView): string {
  if (path === 'none') return `${name} cannot be reached now, but not for this reason`;
  return `${name} is reached now${path === 'direct' && guestIp !== undefined ? ` at ${guestIp}` : path === 'direct' ? '' : ' over localhost'}, and nothing of the kind is seen`;
}
