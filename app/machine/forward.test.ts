import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { NatRule, VmView } from '../ports.ts';
import { chooseForwardPort, findForward, forwardRule, openTo, sshForward } from './forward.ts';

const machine = { engine: { port: 2376, liveRestore: false } };
const vm = (...natRules: NatRule[]): VmView => ({
  state: 'running',
  rawState: 'running',
  hasNat: true,
  natRules,
});
const own = forwardRule(2380, 2376);
const helper: NatRule = { ...own, name: 'dockerdaemon' };
const any: NatRule = { ...own, name: 'web' };
const open: NatRule = { ...own, name: 'open', hostIp: '' };

suite('the forward that is there', () => {
  test('ours comes first, then the old helper’s, then any, then one on every address', () => {
    assert.equal(findForward(vm(open, any, helper, own), machine), own);
    assert.equal(findForward(vm(open, any, helper), machine), helper);
    assert.equal(findForward(vm(open, any), machine), any);
    assert.equal(findForward(vm(open), machine), open);
  });

  test('a rule on every address is told from one that only this computer reaches', () => {
    for (const hostIp of ['', '0.0.0.0'])
      for (const guestPort of [22, 2375, 2376])
        assert.ok(openTo({ ...open, hostIp, guestPort }, machine), `${hostIp} ${guestPort}`);
    // What a container publishes is meant for others, and UDP leads to none of these.
    for (const rule of [own, { ...open, guestPort: 80 }, { ...open, protocol: 'udp' as const }])
      assert.equal(openTo(rule, machine), undefined);
  });

  test('what does not lead to the engine from here is none', () => {
    const none = [
      { ...any, guestPort: 80 },
      { ...any, protocol: 'udp' as const },
      { ...any, hostIp: '10.1.2.3' },
      { ...any, hostPort: 0 },
    ];
    assert.equal(findForward(vm(...none), machine), undefined);
  });

  test('the ssh rule is where docker-machine put it', () => {
    const ssh: NatRule = { ...own, name: 'ssh', hostPort: 49417, guestPort: 22 };
    assert.deepEqual(sshForward(vm(own, ssh)), { host: '127.0.0.1', port: 49417 });
    assert.equal(sshForward(vm(own)), undefined);
  });
});

test('ports to try are in order, not taken, in range, and not more than asked for', () => {
  assert.deepEqual(
    chooseForwardPort({ firstPort: 2376, takenByOthers: [2376, 2378], attempts: 3 }),
    [2377, 2379, 2380],
  );
  assert.equal(chooseForwardPort({ firstPort: 2376, takenByOthers: [] }).length, 200);
  assert.deepEqual(chooseForwardPort({ firstPort: 65_534, takenByOthers: [] }), [65_534, 65_535]);
  const port = fc.integer({ min: 1024, max: 65_535 });
  fc.assert(
    fc.property(port, fc.array(port), (firstPort, takenByOthers) => {
      const ports = chooseForwardPort({ firstPort, takenByOthers });
      assert.ok(ports.every((each) => each >= firstPort && each <= 65_535 && !takenByOthers.includes(each)));
      assert.deepEqual(
        ports,
        [...new Set(ports)].sort((a, b) => a - b),
      );
    }),
  );
});
