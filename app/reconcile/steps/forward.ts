import { chooseForwardPort, forwardRule, isOwnRule } from '../../machine/forward.ts';
import type { ChangeResult, NatRule } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
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
  const { machine } = job.seen;
  const taken = job.all
    .filter((other) => other.machine.name !== machine.name)
    .flatMap((other) => (valueOf(other.vm)?.natRules ?? []).map((rule) => rule.hostPort));
  const own = (valueOf(job.seen.vm)?.natRules ?? []).map((rule) => rule.hostPort);
  const running = valueOf(job.seen.vm)?.state === 'running';
  const failures: string[] = [];

  for (const port of chooseForwardPort({
    firstPort: job.firstPort,
    takenByOthers: [...taken, ...own],
    attempts: portsPerStep,
  })) {
    const held = await hands.ports.readPort(port);
    if (held.kind === 'held') {
      job.memory.heldPorts.set(port, held.holder);
      failures.push(`port ${port} is held by ${held.holder}`);
      continue;
    }
    const rule = forwardRule(port, machine.engine.port);
    const result = await journalled(hands, { job, rule, verb: 'add' }, () =>
      hands.hypervisor.addNatRule(machine.name, rule),
    );
    if (result.kind !== 'done') return { kind: result.kind, text: `VBoxManage: ${result.reason}` };
    const wrong = running ? await leadsNowhere(hands, job, port) : undefined;
    if (wrong === undefined)
      return {
        kind: 'done',
        text: [`added NAT rule ${rule.name} 127.0.0.1:${port} -> ${rule.guestPort}`, ...failures].join('; '),
      };
    failures.push(wrong);
    job.memory.heldPorts.set(port, 'a program that VirtualBox lost the port to');
    await journalled(hands, { job, rule, verb: 'remove' }, () =>
      hands.hypervisor.removeNatRule(machine.name, rule.name),
    );
  }
  return { kind: 'failed', text: `no local port could be had: ${failures.join('; ')}` };
}

/** Moves our own rule to another port. A rule that somebody else made stays, and ours is added beside it. */
export async function replaceForward(hands: Hands, job: Job): Promise<StepResult> {
  const rule = job.seen.forward?.rule;
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
async function leadsNowhere(hands: Hands, job: Job, port: number): Promise<string | undefined> {
  const until = hands.clock.monotonic() + bindMs;
  for (;;) {
    const probe = await hands.engine.probe(job.seen.machine, {
      host: '127.0.0.1',
      port,
      timeoutMs: bindMs,
      present: true,
    });
    if (probe.kind === 'stranger') return `on port ${port} somebody else answers (${probe.reason})`;
    if (probe.kind !== 'refused' && probe.kind !== 'unreachable') return undefined;
    if (hands.clock.monotonic() >= until) break;
    await new Promise<void>((resolve) => hands.clock.after(50, resolve));
  }
  const view = valueOf(job.seen.vm);
  const said = view === undefined ? undefined : await hands.hypervisor.readRedirectFailure(view, port);
  return said === undefined
    ? `nothing listens on port ${port}`
    : `VirtualBox could not take port ${port} (${said})`;
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
