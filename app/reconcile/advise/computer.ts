import { valueOf } from '../../reading.ts';
import { formatRow } from '../../route/row-text.ts';
import { advisories } from '../../../shared/advisory.ts';
import type { Observation } from '../observation.ts';
import { sayInto, type AdviseContext, type Finding, type Say } from './finding.ts';

/** What is wrong with the computer as a whole. `home`: Fairlead's own folder. */
export function adviseComputer(context: AdviseContext, home: string): readonly Finding[] {
  const { observation } = context;
  const findings: Finding[] = [];
  const say = sayInto(findings);
  for (const [what, reading] of [
    ['routing table', observation.table],
    ['interfaces', observation.interfaces],
  ] as const) {
    if (reading.kind === 'unreadable')
      say('world-unreadable', `The ${what} cannot be read, so nothing is changed: ${reading.reason}.`);
  }
  const isRead = valueOf(observation.table) !== undefined && valueOf(observation.interfaces) !== undefined;
  const deaf = isRead ? observation.machines.find(({ route }) => route.isUnread) : undefined;
  if (deaf !== undefined)
    say(
      'world-unreadable',
      `The kernel's route to ${deaf.guestIp ?? deaf.machine.name} cannot be read, so nothing is changed: ${deaf.route.reason}.`,
    );
  if (observation.stores.kind === 'unreadable')
    say('machine-unreadable', `The store of docker-machine cannot be read: ${observation.stores.reason}.`);
  for (const entry of valueOf(observation.stores) ?? []) {
    if (entry.kind === 'broken') {
      findings.push({
        code: 'machine-unreadable',
        severity: 'warning',
        machine: entry.name,
        title: advisories['machine-unreadable'].title,
        sentence: `${entry.name}: ${entry.reason}.`,
        evidence: [entry.path],
        fix: { label: 'Look at it', command: entry.next },
      });
    }
  }
  const virtual = observation.machines.some(({ machine }) => machine.driver === 'virtualbox');
  const { hypervisor } = observation;
  if (virtual && hypervisor.kind === 'unreadable') {
    if (hypervisor.why === 'missing')
      say('hypervisor-missing', `VirtualBox is not to be found: ${hypervisor.reason}.`, {
        fix: { label: 'Say where it is', command: 'fairlead settings set tools.vboxmanage <path>' },
      });
    else
      say('hypervisor-silent', `VirtualBox cannot be asked: ${hypervisor.reason}.`, {
        fix: { label: 'Ask it yourself', command: 'VBoxManage list vms' },
      });
  }
  if (observation.localhost === false)
    say(
      'localhost-broken',
      'The name localhost does not lead to 127.0.0.1; some VPN clients edit /etc/hosts. Fairlead itself dials 127.0.0.1.',
      { fix: { label: 'Look at /etc/hosts', command: 'grep localhost /etc/hosts' } },
    );
  if (context.reconnected !== undefined)
    say(
      'vpn-reconnects-on-new-network',
      `${context.reconnected} dropped and came back right after a VM's network appeared; start the machine before connecting.`,
    );
  adviseOrphanedContext(observation, home, say);
  for (const row of valueOf(observation.table)?.rows ?? []) {
    if (row.destination.length === 0 && row.scoped && /^bridge\d/.test(row.interface))
      say(
        'bridge-owns-default',
        `${row.interface} holds a default route of its own; some VPN clients take offence at it.`,
        { evidence: [formatRow(row)] },
      );
  }
  return findings;
}

/** A context of ours that is selected stays when its machine goes, for its owner to change. */
function adviseOrphanedContext({ context, stores }: Observation, home: string, say: Say): void {
  const folder = `unix://${home}/machines/`;
  if (context === undefined || stores.kind === 'unreadable' || !context.host.startsWith(folder)) return;
  const machine = context.host.slice(folder.length).split('/')[0] ?? '';
  const names = stores.value.map((entry) => (entry.kind === 'machine' ? entry.machine.name : entry.name));
  if (names.includes(machine)) return;
  const [other] = names;
  say(
    'context-on-dead-path',
    `Docker's selected context ${context.name} leads to the machine ${machine}, which is gone, so docker commands without DOCKER_HOST find no daemon.`,
    {
      evidence: [`context ${context.name}: ${context.host}`],
      fix: {
        label: 'Select another context',
        command: `docker context use ${other === undefined ? 'default' : `fairlead-${other}`}`,
      },
    },
  );
}
