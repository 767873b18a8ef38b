import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hypervisorContract } from './contracts/hypervisor.ts';
import { MemoryHypervisor } from './memory-hypervisor.ts';
import { vboxWorld } from './vbox-world.ts';

hypervisorContract('MemoryHypervisor', (world) => new MemoryHypervisor(world));

test('an outage makes everything unreadable and nothing changeable', async () => {
  const hypervisor = new MemoryHypervisor(vboxWorld());
  hypervisor.outage = 'VBoxManage did not answer';
  assert.equal((await hypervisor.readVm('default')).kind, 'unreadable');
  assert.equal((await hypervisor.removeNatRule('default', 'fairlead-docker')).kind, 'failed');
});
