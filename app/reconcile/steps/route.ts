import { formatCidr } from '../../route/cidr.ts';
import { formatRow } from '../../route/row-text.ts';
import { removedRowText } from './removed-rows.ts';
import type { Hands, Job, StepResult } from './step.ts';

/** Puts the host-only network's route back on its own interface; judged by reading back. */
export async function repairRoute(hands: Hands, job: Job): Promise<StepResult> {
  const { route, network, machine } = job.seen;
  if (network === undefined || route.owner === undefined)
    return { kind: 'failed', text: `the interface of ${machine.name}'s host-only network is not known` };
  const change = await hands.journal.begin({
    kind: 'route',
    machine: machine.name,
    description: `route ${formatCidr(network)} over ${route.owner}`,
    undo: {
      network: formatCidr(network),
      interface: route.owner,
      before: route.inTheWay.map(formatRow),
      rows: route.inTheWay.map(removedRowText),
      vpns: job.vpns,
    },
  });
  const result = await hands.routing.repair({
    network,
    interface: route.owner,
    inTheWay: route.inTheWay.map((row) => ({ destination: row.destination, interface: row.interface })),
  });
  await change.end(result.kind === 'done' ? 'done' : 'failed');
  if (result.kind === 'refused') return { kind: 'refused', text: result.reason };
  if (result.kind === 'failed')
    return { kind: 'failed', text: result.reason, ...(result.undone === true ? { undone: true } : {}) };
  return { kind: 'done', text: `put the route ${formatCidr(network)} back on ${route.owner}` };
}

/**
 * Gives the host-only adapter its address again, as VBoxManage may without root: the kernel then adds the
 * connected route by itself. Helps when the route or the address is gone, not when another row took its place.
 */
export async function restoreAddress(hands: Hands, job: Job): Promise<StepResult> {
  const { hostOnly, machine } = job.seen;
  if (hostOnly?.hostAddress === undefined || hostOnly.kind !== 'adapter')
    return { kind: 'failed', text: `${machine.name}'s host-only adapter has no address to restore` };
  const text = `${hostOnly.hostAddress}/${hostOnly.network.length}`;
  const change = await hands.journal.begin({
    kind: 'host-address',
    machine: machine.name,
    description: `give ${hostOnly.name} its address ${text} again`,
    undo: { interface: hostOnly.name, address: text },
  });
  const result = await hands.hypervisor.restoreHostAddress(hostOnly);
  await change.end(result.kind === 'done' ? 'done' : 'failed');
  if (result.kind !== 'done') return { kind: result.kind, text: `VBoxManage: ${result.reason}` };
  return { kind: 'done', text: `gave ${hostOnly.name} its address ${text} again` };
}
