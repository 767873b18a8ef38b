import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineView, snapshot } from '../../testing/snapshots.ts';
import { read } from '../../reading.ts';
import type { Finding } from '../../../shared/control/doctor.ts';
import type { NatRule } from '../../ports.ts';
import { toFinding } from './check.ts';
import { parseGuestNames, type GuestNames } from './guest-facts.ts';
import { guestChecks } from './guest.ts';
import { mendFinding, type MendHands } from './mend.ts';
import { natChecks } from './nat.ts';
import { namesChecks } from './names.ts';
import type { Patient, Scene } from './scene.ts';
import { accountedFor } from './supersede.ts';

const rule = (name: string, hostPort: number, more: Partial<NatRule> = {}): NatRule => ({
  name,
  protocol: 'tcp',
  hostIp: '127.0.0.1',
  hostPort,
  guestIp: '',
  guestPort: 2376,
  ...more,
});
const patient = (name: string, natRules: readonly NatRule[] = [], driver = 'virtualbox'): Patient =>
  ({
    machine: { name, driver, engine: { port: 2376 } },
    view: machineView({ name }),
    vm: read({ natRules }),
  }) as unknown as Patient;
const sceneOf = (patients: readonly Patient[], more: object = {}): Scene =>
  ({ patients, snapshot: snapshot(), platform: 'macos', ...more }) as unknown as Scene;
const look = async (scene: Scene, checks = natChecks): Promise<readonly string[]> => {
  const found = await Promise.all(
    checks.filter((check) => check.applies(scene) === true).map((check) => check.look(scene)),
  );
  return found.flat().map(({ id, machine }) => `${id} ${machine ?? ''}`.trim());
};

test('rules of our name that lead elsewhere, and two that want one port', async () => {
  assert.deepEqual(await look(sceneOf([patient('a', [rule('fairlead-docker', 2376)])])), []);
  const astray = [rule('dockerdaemon', 2376, { guestPort: 80 })];
  assert.deepEqual(await look(sceneOf([patient('a', astray)])), ['NATPF_NAME a']);
  const twice = [rule('fairlead-docker', 2376), rule('mine', 2376, { hostIp: '' })];
  assert.deepEqual(await look(sceneOf([patient('a', twice)])), ['NATPF_PORT a', 'NATPF_OPEN a']);
  const both = [patient('a', [rule('x', 2376)]), patient('b', [rule('x', 2376)])];
  assert.deepEqual(await look(sceneOf(both)), ['PORT_BUSY b']);
});

test('a rule that everybody on the network reaches is named with the command that removes it', async () => {
  const scene = sceneOf([patient('a', [rule("it's mine", 2222, { hostIp: '', guestPort: 22 })])]);
  const [found] = (await Promise.all(natChecks.map((check) => check.look(scene)))).flat();
  assert.ok(found);
  const { id, severity, remedies } = toFinding(found, snapshot({ machines: [machineView({ name: 'a' })] }));
  assert.deepEqual([id, severity], ['NATPF_OPEN', 'warning']);
  assert.equal(remedies[0]?.command, `VBoxManage controlvm a natpf1 delete 'it'\\''s mine'`);
  const shared = rule('web', 8080, { hostIp: '', guestPort: 80 });
  assert.deepEqual(await look(sceneOf([patient('a', [shared, rule('x', 2376)])])), []);
});

test('a machine without names is named only where this computer has them', async () => {
  const deaf = (names: GuestNames, here = true): Scene =>
    sceneOf([patient('a', [], 'qemu2')], {
      resolvesHere: () => Promise.resolve(here),
      guestNames: () => Promise.resolve(names),
      ask: () => Promise.resolve('The application is permitted to receive incoming connections.'),
    });
  const no = { resolves: false };
  assert.deepEqual(await look(deaf({ ...no, resolvers: ['10.0.2.3'] }), namesChecks), ['DNS_IN_VM a']);
  assert.deepEqual(await look(deaf({ ...no, resolvers: ['192.168.64.1'] }), namesChecks), [
    'DNS_BRIDGE_BLOCKED a',
  ]);
  assert.deepEqual(await look(deaf({ resolves: true, resolvers: ['10.0.2.3'] }), namesChecks), []);
  await assert.rejects(look(deaf({ ...no, resolvers: [] }, false), namesChecks), /cannot resolve/);
});

test('a firewall that blocks bootpd is named for machines on vmnet only', async () => {
  const blocked = {
    resolvesHere: () => Promise.resolve(true),
    guestNames: () => Promise.resolve({ resolves: true, resolvers: [] }),
    ask: () => Promise.resolve('Incoming connection to the application is blocked'),
  };
  assert.deepEqual(await look(sceneOf([patient('a', [], 'hyperkit')], blocked), namesChecks), [
    'BOOTPD_FIREWALL',
  ]);
  assert.deepEqual(await look(sceneOf([patient('a')], blocked), namesChecks), []);
});

test('what a machine says of its names is read', () => {
  const text = 'resolvers 10.0.2.3 8.8.8.8\r\nresolves no\r\n';
  assert.deepEqual(parseGuestNames(text), { resolvers: ['10.0.2.3', '8.8.8.8'], resolves: false });
  assert.throws(() => parseGuestNames('resolvers\n'), /whether it resolves/);
});

test('a cause takes in what is seen because of it, of its own machine only', () => {
  const find = (id: Finding['id'], machine: string): Finding =>
    toFinding({ id: id as 'SSH_255', machine, sentence: `${id} of ${machine}` }, snapshot());
  const kept = accountedFor([
    find('RESTART_RACE', 'a'),
    find('DAEMON_NOT_LISTENING', 'a'),
    find('DAEMON_NOT_LISTENING', 'b'),
  ]);
  assert.deepEqual(
    kept.map(({ id, machine, evidence }) => [id, machine, evidence.length]),
    [
      ['RESTART_RACE', 'a', 1],
      ['DAEMON_NOT_LISTENING', 'b', 0],
    ],
  );
});

test('a cause is as grave as the gravest of what it accounts for', () => {
  const find = (id: 'VPN_REDELETES' | 'GUEST_TIMEOUT_VPN', severity: Finding['severity']): Finding => ({
    ...toFinding({ id, machine: 'a', sentence: id }, snapshot()),
    severity,
  });
  const kept = accountedFor([find('GUEST_TIMEOUT_VPN', 'warning'), find('VPN_REDELETES', 'info')]);
  assert.deepEqual(
    kept.map(({ id, severity, evidence }) => [id, severity, evidence]),
    [['VPN_REDELETES', 'warning', ['GUEST_TIMEOUT_VPN']]],
  );
});

/** What is done to the rules of a machine, with the port of its notes free or held. */
async function mendedRule(
  id: string,
  rules: readonly NatRule[],
  held = false,
): Promise<{ readonly said: string; readonly done: readonly string[]; readonly journal: readonly string[] }> {
  const done: string[] = [];
  const journal: string[] = [];
  const one = patient('a', rules);
  const about = { ...one, machine: { ...one.machine, ssh: { port: 52_022 } } } as unknown as Patient;
  const { ok, sentence } = await mendFinding({ id } as Finding, about, {
    journal: {
      begin: ({ description }: { readonly description: string }) => {
        journal.push(description);
        return Promise.resolve({
          id: '1',
          end: (state: string) => Promise.resolve(void journal.push(state)),
        });
      },
    },
    hypervisor: {
      addNatRule: (name: string, { name: own, hostIp, hostPort, guestPort }: NatRule) =>
        Promise.resolve({
          kind: 'done',
          as: done.push(`${name} + ${own} ${hostIp}:${hostPort} ${guestPort}`),
        }),
      removeNatRule: (name: string, own: string) =>
        Promise.resolve({ kind: 'done', as: done.push(`${name} - ${own}`) }),
    },
    ports: { readPort: () => Promise.resolve(held ? { kind: 'held', holder: 'sshd' } : { kind: 'free' }) },
  } as unknown as MendHands);
  return { said: `${ok ? 'ok' : 'no'}: ${sentence}`, done, journal };
}

test('a lost rule for SSH comes back as docker-machine makes it, unless its port is held', async () => {
  const { said, done, journal } = await mendedRule('SSH_255', []);
  assert.deepEqual(done, ['a + ssh 127.0.0.1:52022 22']);
  assert.deepEqual(journal, ['add NAT rule ssh 127.0.0.1:52022 -> 22', 'done']);
  assert.match(said, /^ok: added the NAT rule for SSH/);
  const held = await mendedRule('SSH_255', [], true);
  assert.deepEqual([held.done, held.journal], [[], []]);
  assert.match(held.said, /^no: port 52022, .* held by sshd; .*fairlead restart a$/);
});

test('of rules in the way only one of ours is removed', async () => {
  const theirs = rule('mine', 2376);
  assert.deepEqual((await mendedRule('NATPF_PORT', [theirs, rule('fairlead-docker', 2376)])).done, [
    'a - fairlead-docker',
  ]);
  const { said, done } = await mendedRule('NATPF_NAME', [theirs]);
  assert.deepEqual(done, []);
  assert.match(said, /^no: a has no NAT rule of Fairlead's/);
});

test('SSH that does not work is told apart from a rule that is lost', async () => {
  const ask = async (rules: readonly NatRule[]): Promise<readonly unknown[]> => {
    const one = patient('a', rules);
    const about = {
      ...one,
      machine: { ...one.machine, ssh: { port: 52_022 } },
      vm: read({ natRules: rules, hasNat: true }),
    };
    const scene = sceneOf([about as unknown as Patient], {
      guest: () => Promise.reject(new Error('refused')),
    });
    return (await Promise.all(guestChecks.map((check) => check.look(scene))))
      .flat()
      .map(({ id, mends }) => [id, mends]);
  };
  assert.deepEqual(await ask([]), [['SSH_255', 'now']]);
  assert.deepEqual(await ask([rule('ssh', 52_022, { guestPort: 22 })]), [['SSH_255', undefined]]);
});
