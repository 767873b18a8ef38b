import type { NatRule, VmView } from '../ports.ts';
import type { Machine } from './machine.ts';

/** Every rule of ours begins so; no other rule is ever removed. */
const ownRulePrefix = 'fairlead-';
/** The forward to the engine. docker-machine rewrites its own rule `ssh` at every start and leaves others alone. */
export const engineRuleName = `${ownRulePrefix}docker`;
/** The rule of the older docker-vpn-helper script. */
const helperRuleName = 'dockerdaemon';

const wildcards = ['', '0.0.0.0'];

export function isOwnRule(rule: Pick<NatRule, 'name'>): boolean {
  return rule.name.startsWith(ownRulePrefix);
}

/** The rule that Fairlead adds; it listens on 127.0.0.1 only. Ports 1 to 65535. */
export function forwardRule(port: number, guestPort: number): NatRule {
  return {
    name: engineRuleName,
    protocol: 'tcp',
    hostIp: '127.0.0.1',
    hostPort: port,
    guestIp: '',
    guestPort,
  };
}

/**
 * The forward to the engine that is there already, whoever made it: ours first, then the old helper's, then
 * any on 127.0.0.1, then one on every address. Undefined when there is none.
 */
export function findForward(vm: VmView, machine: Pick<Machine, 'engine'>): NatRule | undefined {
  return vm.natRules
    .filter((rule) => rule.protocol === 'tcp' && rule.guestPort === machine.engine.port && rule.hostPort > 0)
    .map((rule) => ({ rule, rank: rank(rule) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)[0]?.rule;
}

function rank(rule: NatRule): number {
  const wildcard = wildcards.includes(rule.hostIp);
  if (!wildcard && rule.hostIp !== '127.0.0.1') return Infinity;
  const byName = isOwnRule(rule) ? 0 : rule.name === helperRuleName ? 1 : 2;
  return byName + (wildcard ? 10 : 0);
}

/**
 * What others on this computer's networks reach in the machine by a rule that listens on every address; undefined when
 * it does not, or leads to what a person published for them. Who reaches any of these may soon be root in the machine.
 */
export function openTo(rule: NatRule, { engine }: Pick<Machine, 'engine'>): string | undefined {
  if (rule.protocol !== 'tcp' || !wildcards.includes(rule.hostIp)) return undefined;
  if (rule.guestPort === engine.port) return 'its engine, which only TLS keeps from them';
  if (rule.guestPort === 2375) return 'its engine, which nothing keeps from them';
  // boot2docker's user has a password that everybody knows.
  return rule.guestPort === 22 ? 'its SSH server, whose password everybody may know' : undefined;
}

/** Where the guest's sshd is now: docker-machine's rule `ssh` in the VM, which its notes may lag behind. */
export function sshForward(vm: VmView): { readonly host: string; readonly port: number } | undefined {
  const rule = vm.natRules.find(
    ({ name, protocol, guestPort }) => name === 'ssh' && protocol === 'tcp' && guestPort === 22,
  );
  if (rule === undefined || rule.hostPort === 0) return undefined;
  return { host: wildcards.includes(rule.hostIp) ? '127.0.0.1' : rule.hostIp, port: rule.hostPort };
}

/**
 * Host ports to try for a new forward, best first. `takenByOthers` are the host ports of all rules of all
 * machines, also of those that are off: VirtualBox does not compare rules across VMs, and the second VM to start
 * would silently go without. A port stays with its machine because the rule stays in the VM.
 */
export function chooseForwardPort(request: {
  readonly firstPort: number;
  readonly takenByOthers: Iterable<number>;
  /** Largest number of ports in the answer. Default 200. */
  readonly attempts?: number;
}): readonly number[] {
  const { firstPort, attempts = 200 } = request;
  const taken = new Set(request.takenByOthers);
  const ports: number[] = [];
  for (let port = firstPort; port <= 65_535 && ports.length < attempts; port += 1)
    if (!taken.has(port)) ports.push(port);
  return ports;
}
