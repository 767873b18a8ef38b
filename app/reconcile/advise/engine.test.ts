import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineView } from '../../testing/machine-config.ts';
import { MachineMemory } from '../memory.ts';
import { adviseEngine } from './engine.ts';
import { sayInto, type Assessed, type Finding } from './finding.ts';

test('an engine that refuses the client is looked at first: under a wrong clock a new certificate is refused too', () => {
  const machine = machineView({ base: '/store', name: 'work', guestIp: '192.168.99.5', sshPort: 22 });
  const reason = 'it does not accept our client certificate';
  const assessed = {
    seen: { machine, direct: { kind: 'unwell', why: 'client-rejected', reason } },
    facts: { vm: 'running', route: 'own', direct: 'unwell', forward: 'absent', certificate: 'good' },
    decision: { because: '', outcome: { kind: 'rest', as: 'stuck' } },
    memory: new MachineMemory(),
  } as unknown as Assessed;
  const findings: Finding[] = [];
  adviseEngine(assessed, sayInto(findings, 'work'));
  assert.deepEqual(
    findings.map(({ code, fix }) => [code, fix?.command]),
    [['engine-rejects-client', 'fairlead doctor work --fix']],
  );
  assert.match(findings[0]?.sentence ?? '', /Its clock is wrong, or it knows another CA/);
});

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

test('an engine that answers over SSH is not down, whatever becomes of the forward', () => {
  const machine = machineView({ base: '/store', name: 'work', guestIp: '192.168.99.5', sshPort: 22 });
  const rule = { hostPort: 2376 };
  const said = (tunnel: 'answers' | 'dead'): readonly (readonly [string, string])[] => {
    const assessed = {
      seen: { machine, direct: { kind: 'untried' }, forward: { rule, probe: { kind: 'silent' } } },
      facts: {
        vm: 'running',
        route: 'taken',
        direct: 'untried',
        forward: 'unwell',
        tunnel,
        certificate: 'good',
      },
      decision: { because: '', outcome: { kind: 'rest', as: 'tunnel' } },
      memory: new MachineMemory(),
    } as unknown as Assessed;
    const findings: Finding[] = [];
    adviseEngine(assessed, sayInto(findings, 'work'));
    return findings.map(({ code, sentence }) => [code, sentence] as const);
  };
  assert.deepEqual(said('answers'), [
    [
      'forward-dead',
      'The forward of work on 127.0.0.1:2376 does not lead to its engine, which answers over SSH: a packet filter or a security program of this computer is in the way.',
    ],
  ]);
  assert.deepEqual(
    said('dead').map(([code]) => code),
    ['engine-down'],
  );
});
