import { chooseForwardPort, engineRuleName, forwardRule, isOwnRule } from '../../machine/forward.ts';
import type { ChangeResult, NatRule } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import type { MachineObservation } from '../observation.ts';
import type { Hands, Job, StepResult } from './step.ts';

/** Ports tried in one step; each costs a look at the port and, when it is free, one VBoxManage call. */
const portsPerStep = 8;
/** A NAT engine binds within milliseconds; this is for a machine under load. */
const bindMs = 1500;

/**
 * Adds the NAT rule 127.0.0.1:port -> engine. VirtualBox says nothing when the port is taken, so the port is
 * tested first and the rule afterwards; a rule that does not lead to the engine is taken away again.
 */
export async function addForward(hands: Hands, job: Job): Promise<StepResult> {
  const { name } = job.seen.machine;
  const rulesOf = ({ vm }: MachineObservation): number[] =>
    (valueOf(vm)?.natRules ?? []).map((rule) => rule.hostPort);
  const taken = [...job.all, job.seen].flatMap(rulesOf);
  const failures: string[] = [];
  let shown = shownBy(job.seen);
  for (const port of chooseForwardPort({
    firstPort: job.firstPort,
    takenByOthers: taken,
    attempts: portsPerStep,
  })) {
    const claimedBy = job.claims.get(port);
    if (claimedBy !== undefined && claimedBy !== name) continue;
    job.claims.set(port, name);
    const tried = await tryPort(hands, job, port);
    if (tried.kind === 'done')
      return {
        kind: 'done',
        text: [
          `added NAT rule ${engineRuleName} 127.0.0.1:${port} -> ${job.seen.machine.engine.port}`,
          ...failures,
        ].join('; '),
      };
    job.claims.delete(port);
    if (tried.kind !== 'unusable') return { kind: tried.kind, text: `VBoxManage: ${tried.reason}` };
    // The same one behind two doors is the machine: what it shows before it is provisioned, and no port would help.
    if (tried.shown !== undefined && tried.shown === shown)
      return {
        kind: 'failed',
        text: `${name} itself is not what its store knows: ${tried.reason}`,
        untouched: true,
      };
    shown = tried.shown ?? shown;
    // What VirtualBox does not say it has lost, nobody holds.
    if (tried.shown === undefined) job.memory.heldPorts.set(port, tried.holder);
    failures.push(tried.reason);
  }
  return { kind: 'failed', text: `no local port could be had: ${failures.join('; ')}` };
}

/** One port: looked at, taken, looked at again. A rule that leads nowhere is taken away. */
async function tryPort(hands: Hands, job: Job, port: number): Promise<ChangeResult | Unusable> {
  const { machine, vm } = job.seen;
  const held = await hands.ports.readPort(port);
  if (held.kind === 'held')
    return { kind: 'unusable', holder: held.holder, reason: `port ${port} is held by ${held.holder}` };
  const rule = forwardRule(port, machine.engine.port);
  const added = await journalled(hands, { job, rule, verb: 'add' }, () =>
    hands.hypervisor.addNatRule(machine.name, rule),
  );
  if (added.kind !== 'done') return added;
  // A machine that is off listens nowhere yet.
  const wrong = valueOf(vm)?.state === 'running' ? await leadsNowhere(hands, job, port) : undefined;
  if (wrong === undefined) return added;
  await journalled(hands, { job, rule, verb: 'remove' }, () =>
    hands.hypervisor.removeNatRule(machine.name, rule.name),
  );
  return { kind: 'unusable', holder: 'a program that VirtualBox lost the port to', ...wrong };
}

interface Unusable {
  readonly kind: 'unusable';
  readonly holder: string;
  readonly reason: string;
  /** What a stranger showed at a port that VirtualBox does not say it has lost. */
  readonly shown?: string | undefined;
}

/** What tells one stranger from another; only where packets for the machine reach it. */
function shownBy({ direct, route }: MachineObservation): string | undefined {
  return direct.kind === 'stranger' && route.kind === 'own' ? JSON.stringify(direct) : undefined;
}

/** Moves our own rule to another port. A rule that somebody else made stays, and ours is added beside it. */
export async function replaceForward(hands: Hands, job: Job): Promise<StepResult> {
  const rule = job.seen.forward?.rule;
  const { name } = job.seen.machine;
  const now = valueOf(await hands.hypervisor.readVm(name))?.state;
  // Nobody listens for a machine that has just been switched off, and it comes back with the port it had.
  if (now !== undefined && now !== 'running')
    return { kind: 'failed', text: `${name} does not run any longer`, untouched: true };
  if (rule !== undefined && isOwnRule(rule)) {
    const held = await hands.ports.readPort(rule.hostPort);
    if (held.kind === 'held') job.memory.heldPorts.set(rule.hostPort, held.holder);
    const removed = await journalled(hands, { job, rule, verb: 'remove' }, () =>
      hands.hypervisor.removeNatRule(job.seen.machine.name, rule.name),
    );
    if (removed.kind !== 'done') return { kind: removed.kind, text: `VBoxManage: ${removed.reason}` };
  }
  return addForward(hands, job);
}

/** Removes our own rule; the machine keeps everybody else's. */
export async function removeForward(hands: Hands, job: Job): Promise<StepResult> {
  const rule = valueOf(job.seen.vm)?.natRules.find(isOwnRule);
  if (rule === undefined)
    return { kind: 'done', text: `${job.seen.machine.name} has no forward of Fairlead's` };
  const removed = await journalled(hands, { job, rule, verb: 'remove' }, () =>
    hands.hypervisor.removeNatRule(job.seen.machine.name, rule.name),
  );
  if (removed.kind !== 'done') return { kind: removed.kind, text: `VBoxManage: ${removed.reason}` };
  return { kind: 'done', text: `removed NAT rule ${rule.name} 127.0.0.1:${rule.hostPort}` };
}

/** Why the fresh rule does not lead into the machine; undefined when it does, whatever the engine thinks. */
async function leadsNowhere(
  hands: Hands,
  job: Job,
  port: number,
): Promise<Pick<Unusable, 'reason' | 'shown'> | undefined> {
  const view = valueOf(job.seen.vm);
  const failure = (): Promise<string | undefined> =>
    view === undefined ? Promise.resolve(undefined) : hands.hypervisor.readRedirectFailure(view, port);
  const until = hands.clock.monotonic() + bindMs;
  for (;;) {
    const probe = await hands.engine.probe(job.seen.machine, {
      host: '127.0.0.1',
      port,
      timeoutMs: bindMs,
      present: true,
    });
    if (probe.kind === 'stranger') {
      const reason = `on port ${port} somebody else answers (${probe.reason})`;
      return (await failure()) === undefined ? { reason, shown: JSON.stringify(probe) } : { reason };
    }
    if (probe.kind !== 'refused' && probe.kind !== 'unreachable') return undefined;
    if (hands.clock.monotonic() >= until) break;
    await new Promise<void>((resolve) => hands.clock.after(50, resolve));
  }
  const said = await failure();
  return {
    reason:
      said === undefined
        ? `nothing listens on port ${port}`
        : `VirtualBox could not take port ${port} (${said})`,
  };
}

interface RuleChange {
  readonly job: Job;
  readonly rule: NatRule;
  readonly verb: 'add' | 'remove';
}

async function journalled(
  { journal }: Hands,
  { job, rule, verb }: RuleChange,
  act: () => Promise<ChangeResult>,
): Promise<ChangeResult> {
  const change = await journal.begin({
    kind: 'nat-rule',
    machine: job.seen.machine.name,
    description: `${verb} NAT rule ${rule.name} ${rule.hostIp}:${rule.hostPort} -> ${rule.guestPort}`,
    undo: { verb: verb === 'add' ? 'remove' : 'add', ...rule },
  });
  const result = await act();
  await change.end(result.kind === 'done' ? 'done' : 'failed');
  return result;
}
