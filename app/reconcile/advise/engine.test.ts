import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineView } from '../../testing/machine-config.ts';
import { MachineMemory } from '../memory.ts';
import { adviseEngine } from './engine.ts';
import { sayInto, type Assessed, type Finding } from './finding.ts';

type Tunnel = Assessed['seen']['tunnel'];

/** The direct path answers, and the tunnel as given. */
function advised(tunnel: Tunnel): readonly Finding[] {
  const machine = machineView({ base: '/store', name: 'work', guestIp: '10.0.0.5', sshPort: 22 });
  const assessed = {
    seen: { machine, direct: { kind: 'answers' }, tunnel },
    facts: { vm: 'unknown', route: 'own', direct: 'answers', forward: 'absent', certificate: 'good' },
    decision: { because: '', outcome: { kind: 'rest', as: 'direct' } },
    memory: new MachineMemory(),
  } as unknown as Assessed;
  const findings: Finding[] = [];
  adviseEngine(assessed, sayInto(findings, 'work'));
  return findings;
}

test('an sshd that forbids forwarding is said, with what to set; other troubles of a tunnel are not', () => {
  const reason = 'the SSH server of work forbids forwarding (AllowTcpForwarding no)';
  const [finding, ...more] = advised({ kind: 'unwell', why: 'forwarding-forbidden', reason });
  assert.deepEqual(more, []);
  assert.equal(finding?.code, 'tunnel-forbidden');
  assert.equal(finding.severity, 'info', 'Docker is reachable all the same');
  assert.deepEqual(finding.evidence, [reason]);
  assert.match(finding.sentence, /AllowTcpForwarding yes .*fairlead settings set tunnel\.enabled false/);
  assert.match(finding.fix?.command ?? '', /^fairlead ssh work sudo grep /);
  for (const tunnel of [
    undefined,
    { kind: 'untried' },
    { kind: 'silent' },
    { kind: 'unwell', why: 'no-tunnel', reason: 'refused' },
  ] satisfies Tunnel[])
    assert.deepEqual(advised(tunnel), []);
});
