import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../command.ts';
import type { DaemonOptions } from '../daemon.ts';
import { Gate } from '../gate.ts';
import type { Lab, Platform } from '../lab.ts';
import type { Play } from '../play.ts';
import { labTest, local } from './lab-test.ts';

/** The daemon is ended with kill -9 at each moment, the command it was waiting for runs on, and it is started again. */
const repairMoments: Readonly<Record<Platform, Readonly<Record<string, string>>>> = {
  // On Linux the row is replaced in one step, so there is no moment between a delete and an add.
  linux: {
    'before the row is replaced': 'before *route replace*',
    'after the row was replaced': 'after *route replace*',
  },
  macos: {
    'before the delete': 'before *route -n delete*',
    'after the delete': 'after *route -n delete*',
    'before the add': 'before *route -n add*',
    'after the add': 'after *route -n add*',
  },
};

/** A VPN that leaves at once takes the route with it: nobody's is there, and ours is put back. */
const restoreMoments: Readonly<Record<Platform, Readonly<Record<string, string>>>> = {
  linux: { before: 'before *route replace*', after: 'after *route replace*' },
  macos: { before: 'before *route -n add*', after: 'after *route -n add*' },
};

interface RouteKill {
  readonly title: string;
  readonly platform: Platform;
  /** The command, and whether before or after it, at which the daemon is ended. */
  readonly wish: string;
  /** What has the daemon change the route. */
  readonly provoke: (lab: Lab) => Promise<unknown>;
  readonly isMended: (play: Play) => Promise<unknown>;
}

function routeKill({ title, platform, wish, provoke, isMended }: RouteKill): void {
  let gates: ReturnType<typeof Gate.onMac>;
  const daemon: DaemonOptions & { settings: Record<string, unknown> } = { platform, settings: {} };
  labTest(
    title,
    {
      daemon,
      before: (lab) => {
        gates = Gate.onMac(lab);
        Object.assign(daemon.settings, gates.settings);
      },
    },
    async (play, lab) => {
      await play.step('Docker answers', play.dockerAnswers());
      const routes = await routesOf(lab);
      gates.gate.wish(wish);
      await provoke(lab);
      await gates.gate.reached();
      await play.daemon.kill();
      gates.gate.open();
      await play.startDaemon(daemon);
      await isMended(play);
      await leavesNothing(play, lab, routes);
    },
  );
}

for (const platform of ['linux', 'macos'] as const) {
  for (const [moment, wish] of Object.entries(repairMoments[platform]))
    routeKill({
      title: `killed during a repair, ${moment} (${platform})`,
      platform,
      wish,
      provoke: (lab) => lab.vpn.connect('whole-network'),
      isMended: async (play) => {
        await play.step('Docker answers', play.dockerAnswers(), 20_000);
        await play.step('the route is repaired', play.kernelUses('vboxnet0'), 20_000);
      },
    });
  for (const [moment, wish] of Object.entries(restoreMoments[platform]))
    routeKill({
      title: `killed while a lost route is put back, ${moment} the kernel has it (${platform})`,
      platform,
      wish,
      provoke: async (lab) => {
        await lab.vpn.connect('whole-network');
        await lab.vpn.disconnect();
      },
      isMended: (play) => play.step('the kernel has its route', play.kernelUses('vboxnet0'), 20_000),
    });
}

for (const [moment, wish] of Object.entries({
  before: 'before VBoxManage controlvm default natpf1 fairlead*',
  after: 'after VBoxManage controlvm default natpf1 fairlead*',
})) {
  const daemon: DaemonOptions & { settings: Record<string, unknown> } = { settings: {} };
  let gates: ReturnType<typeof Gate.onMac>;
  labTest(
    `killed while the NAT rule is added, ${moment} VirtualBox has it`,
    {
      daemon,
      before: (lab) => {
        lab.permission(false);
        gates = Gate.onMac(lab);
        Object.assign(daemon.settings, gates.settings);
        gates.gate.wish(wish);
      },
    },
    async (play, lab) => {
      const routes = await routesOf(lab);
      await gates.gate.reached();
      await play.daemon.kill();
      gates.gate.open();
      await play.startDaemon(daemon);
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }), 20_000);
      await leavesNothing(play, lab, routes);
    },
  );
}

for (const [moment, wish] of Object.entries({
  'during the upload': 'before sync*',
  'when the script was handed over, before the engine stops': 'before docker stop',
  'when the engine is stopped': 'after docker stop',
  'when the certificate was moved, before the engine starts': 'before docker start',
  'when the engine was started': 'after docker start',
  'before the confirmation': 'after docker start',
})) {
  let gate: Gate;
  // Over the endpoint nothing would be renewed.
  const daemon = { settings: { 'endpoint.enabled': false } };
  labTest(
    `killed during a certificate push, ${moment}`,
    {
      daemon,
      lab: { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] },
      before: async (lab) => {
        lab.permission(false);
        gate = await Gate.onGuest(lab);
        gate.wish(wish);
      },
      limitMs: 90_000,
    },
    async (play, lab) => {
      const routes = await routesOf(lab);
      const engineBefore = await lab.guest().sh('cat /var/run/docker.pid');
      await lab.vpn.connect('whole-network');
      await gate.reached();
      if (moment === 'before the confirmation') {
        // Stopped first, so that it cannot confirm in the time until the machine says that it waits.
        play.daemon.freeze(true);
        gate.open();
        await until('the machine waits for the word', 20_000, () => {
          const said = guestFile(lab, 'server.pem.fairlead-status');
          return said.includes(' waiting') ? true : undefined;
        });
      }
      await play.daemon.kill();
      gate.open();
      await play.startDaemon(daemon);
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }), 60_000);
      assert.notEqual(
        await lab.guest().sh('cat /var/run/docker.pid'),
        engineBefore,
        'the engine was restarted',
      );
      await leavesNothing(play, lab, routes);
    },
  );
}

/** Takes the VPN away and asks everything that may not be left: a stopped engine, unexplained routes, rules and files. */
async function leavesNothing(play: Play, lab: Lab, routes: readonly string[]): Promise<void> {
  await lab.vpn.disconnect();
  lab.permission(true);
  await play.step('Docker answers after the VPN is gone', play.dockerAnswers(), 20_000);
  await play.step(
    'the routes are those from before',
    async () => {
      const now = await routesOf(lab);
      return now.join() === routes.join() ? undefined : `${now.join('; ')} instead of ${routes.join('; ')}`;
    },
    20_000,
  );
  assert.equal((await lab.guest().sh('/etc/init.d/docker status')).trim(), 'Docker daemon is running');

  await play.step(
    'every change of the journal has an end',
    () => {
      const states = new Map(readJournal(lab).map(({ id, state }) => [id, state]));
      return [...states.values()].includes('begun') ? 'one is begun and has no end' : undefined;
    },
    20_000,
  );
  await play.step(
    'nothing of a push is left in the machine, where its script has had its word',
    () => {
      const left = readdirSync(path.join(lab.names.vms, 'default/boot2docker')).filter((name) =>
        /\.fairlead-(new|word|lock|old)|\.tmp$/.test(name),
      );
      return left.length === 0 ? undefined : left.join();
    },
    30_000,
  );
  const journal = readJournal(lab);
  const rules = lab.box.world.vms.get('default')?.rules.filter(({ name }) => name !== 'ssh') ?? [];
  assert.ok(rules.length <= 1, `rules: ${rules.map(({ name }) => name).join(', ')}`);
  for (const { name } of rules)
    assert.ok(
      journal.some((entry) => entry.kind === 'nat-rule' && entry.undo?.['name'] === name),
      `rule ${name} stands in the journal`,
    );
}

/** `destination device` of each row; what else stands in a row (source, protocol) differs between who made it. */
async function routesOf(lab: Lab): Promise<readonly string[]> {
  const rows = JSON.parse(await lab.mac.must(['ip', '-j', '-4', 'route'])) as { dst: string; dev: string }[];
  return rows.map(({ dst, dev }) => `${dst} ${dev}`).sort();
}

interface JournalLine {
  readonly id: string;
  readonly state: string;
  readonly kind?: string;
  readonly undo?: Readonly<Record<string, unknown>>;
}

function readJournal(lab: Lab): readonly JournalLine[] {
  const file = path.join(lab.names.fairlead, 'journal.ndjson');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as JournalLine);
}

function guestFile(lab: Lab, name: string): string {
  try {
    return readFileSync(path.join(lab.names.vms, 'default/boot2docker', name), 'utf8');
  } catch {
    return '';
  }
}
