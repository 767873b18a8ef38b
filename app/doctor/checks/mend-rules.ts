import { isOwnRule } from '../../machine/forward.ts';
import type { NatRule } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import type { Mending, MendHands } from './mend.ts';
import type { Patient } from './scene.ts';

/**
 * A NAT rule of ours that stands in the way goes, and the loop has its forward anew; docker-machine's rule for SSH,
 * where it is lost, comes back at the port of its notes. Throws when there is nothing of the kind to change.
 */
export async function mendRule(
  id: 'SSH_255' | 'NATPF_NAME' | 'NATPF_PORT',
  patient: Patient,
  hands: MendHands,
): Promise<Mending> {
  return id === 'SSH_255' ? lostSsh(patient, hands) : inTheWay(patient, hands);
}

async function lostSsh({ machine }: Patient, { hypervisor, ports }: MendHands): Promise<Mending> {
  const { name, ssh } = machine;
  // As docker-machine makes it: on 127.0.0.1 only, whatever address it noted.
  const rule: NatRule = {
    name: 'ssh',
    protocol: 'tcp',
    hostIp: '127.0.0.1',
    hostPort: ssh.port,
    guestIp: '',
    guestPort: 22,
  };
  const held = await ports.readPort(ssh.port);
  if (held.kind === 'held')
    throw new Error(
      `port ${ssh.port}, which docker-machine noted for SSH into ${name}, is held by ${held.holder}; a restart finds another one: fairlead restart ${name}`,
    );
  return {
    change: described(name, rule, 'add'),
    act: async () => {
      const added = await hypervisor.addNatRule(name, rule);
      if (added.kind !== 'done') throw new Error(`VBoxManage: ${added.reason}`);
      return `added the NAT rule for SSH into ${name} again, at 127.0.0.1:${ssh.port}`;
    },
  };
}

function inTheWay({ machine: { name }, vm }: Patient, { hypervisor }: MendHands): Mending {
  const rule = valueOf(vm)?.natRules.find(isOwnRule);
  if (rule === undefined) throw new Error(`${name} has no NAT rule of Fairlead's, and no other is removed`);
  return {
    change: described(name, rule, 'remove'),
    act: async () => {
      const removed = await hypervisor.removeNatRule(name, rule.name);
      if (removed.kind !== 'done') throw new Error(`VBoxManage: ${removed.reason}`);
      return `removed the NAT rule ${rule.name} of ${name}, so that it can be made anew`;
    },
  };
}

function described(machine: string, rule: NatRule, verb: 'add' | 'remove'): Mending['change'] {
  return {
    kind: 'nat-rule',
    machine,
    description: `${verb} NAT rule ${rule.name} ${rule.hostIp}:${rule.hostPort} -> ${rule.guestPort}`,
    undo: { verb: verb === 'add' ? 'remove' : 'add', ...rule },
  };
}
