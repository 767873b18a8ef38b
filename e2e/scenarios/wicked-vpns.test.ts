import assert from 'node:assert/strict';
import { clientAt } from '../../app/control/client.ts';
import { cidr } from '../../app/route/cidr.ts';
import { all, allIsWell, dockerAnswers, is, routeIsOwn } from '../stage/conditions.ts';
import { quad, type StageInterface } from '../stage/interfaces.ts';
import type { KernelRow } from '../stage/kernel.ts';
import type { Play } from '../stage/play.ts';
import { testHabits, type Habits } from './habits.ts';

const direct = all(routeIsOwn(), dockerAnswers('default', 'direct'));
const machines = cidr(quad('192.168.99.0'), 24);
const guest = cidr(quad('192.168.99.100'), 32);

function tunnel(number: number, address: string): StageInterface {
  return {
    name: `utun${number}`,
    index: 20 + number,
    kind: 'tunnel',
    up: true,
    mtu: 1390,
    address: { address: quad(address), length: 32, peer: quad('10.20.0.1') },
  };
}

/** Puts the machines' network onto an interface as another program would. */
function take({ world }: Play['stage'], name: string, destination = machines): void {
  const row = { destination, gateway: name, flags: 'UCS', interface: name };
  world.deleteRow(row, 412);
  world.addRow(row, 412);
}

function changesAtMost(count: number): ReturnType<typeof is> {
  return is(
    `routes were changed more than ${count} times`,
    ({ stage }) => stage.world.counters.routeChanges <= count,
  );
}

function refuse({ world }: Play['stage'], row: Omit<KernelRow, 'destination'>): void {
  world.change('a VPN refuses everything for 192.168.99.0/24', () => {
    world.deleteRow({ destination: machines, ...row }, 412);
    world.addRow({ destination: machines, ...row }, 412);
  });
}

function networkRow({ world }: Play['stage']): KernelRow | undefined {
  return world.kernel.find({ destination: machines, flags: 'UCS', interface: '' });
}

/** Undoing a repair puts the row back with all that it did. */
async function undoneTo(play: Play, flags: RegExp): Promise<void> {
  await clientAt(play.daemon.socket).undo({ which: 'last' });
  await play.step(
    'after an undo the row refuses again',
    is('it does not', ({ stage }) => flags.test(networkRow(stage)?.flags ?? '')),
  );
  await play.step('and Docker answers all the same', dockerAnswers('default', 'localhost'));
}

/** What VPN clients do that nobody would think of, and what must be true all the same. */
const wicked: Habits = {
  'adds its routes one by one, for longer than anybody waits': async (play) => {
    const { stage } = play;
    const { world } = stage;
    world.change('a VPN begins to connect', () => {
      world.putInterface(tunnel(2, '10.20.0.7'));
      take(stage, 'utun2');
    });
    for (let route = 0; route < 16; route += 1) {
      world.change('', () => take(stage, 'utun2', cidr(quad('172.20.0.0') + route * 256, 24)));
      await play.news(400);
    }
    await play.step('Docker answers', dockerAnswers());
    await play.step('the route is repaired', direct);
    await play.step('and seldom touched', changesAtMost(6));
  },

  'takes the address from the adapter': async (play) => {
    const { world } = play.stage;
    world.change('a VPN takes the address from vboxnet0', () => {
      const adapter = world.interface('vboxnet0');
      assert.ok(adapter);
      const { address: _gone, ...rest } = adapter;
      for (const row of world.kernel.rows.filter((row) => row.interface === 'vboxnet0')) world.deleteRow(row);
      world.putInterface(rest);
    });
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the adapter has its address, and the route', direct);
    await play.step('and all is well', allIsWell());
  },

  'gives its tunnel the address that the adapter has': async (play) => {
    const { stage } = play;
    stage.world.change('a VPN connects with 192.168.99.1 as its own address', () => {
      stage.world.putInterface(tunnel(3, '192.168.99.1'));
      take(stage, 'utun3');
    });
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', direct);
  },

  "sends the machine to the Ethernet, by the machine's own MAC address": async (play) => {
    const { world } = play.stage;
    world.change('a host row with a MAC address appears on en0', () =>
      world.addRow({ destination: guest, gateway: '8:0:27:a:b:c', flags: 'UHLS', interface: 'en0' }, 412),
    );
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', direct);
  },

  'rejects the network': async (play) => {
    refuse(play.stage, { gateway: '127.0.0.1', flags: 'UGRSc', interface: 'lo0' });
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', direct);
    await undoneTo(play, /R/);
  },

  "swallows the network on the adapter's own row": async (play) => {
    refuse(play.stage, { gateway: 'link#18', flags: 'UCSB', interface: 'vboxnet0' });
    await play.step('Docker answers again', dockerAnswers());
    await play.step(
      'the row no longer swallows',
      all(
        direct,
        is('it does', ({ stage }) => !/B/.test(networkRow(stage)?.flags ?? 'B')),
      ),
    );
    await undoneTo(play, /B/);
  },

  'has another number each time, and takes the route each time': async (play) => {
    const { stage } = play;
    const { world } = stage;
    for (let number = 2; number < 7; number += 1) {
      world.change(`the VPN is utun${number} now`, () => {
        world.removeInterface(`utun${number - 1}`);
        world.putInterface(tunnel(number, '10.20.0.7'));
        take(stage, `utun${number}`);
      });
      await play.step('Docker answers again', dockerAnswers());
      await play.news(900);
    }
    await play.step('routes are touched a bounded number of times', changesAtMost(15));
    await play.step('Docker keeps answering', dockerAnswers());
    world.change('the VPN leaves', () => world.removeInterface('utun6'));
    await play.step('the direct path is back', direct, 20_000);
  },

  'is followed by a second VPN that carves the machine out': async (play) => {
    const { stage } = play;
    stage.vpn.connect('plain');
    stage.world.change('a second VPN takes the machine alone', () => {
      stage.world.putInterface(tunnel(7, '10.66.0.7'));
      take(stage, 'utun7', cidr(quad('192.168.99.96'), 27));
    });
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', direct);
    stage.vpn.disconnect();
    await play.step('the first leaves, and Docker answers directly', direct);
    stage.world.change('the second leaves', () => stage.world.removeInterface('utun7'));
    await play.step('nothing is wrong any longer', all(direct, allIsWell()));
  },

  'rejects the network while the Mac sleeps, and is gone when it wakes again': async (play) => {
    const { world } = play.stage;
    const row = { destination: machines, gateway: '127.0.0.1', flags: 'UGRSc', interface: 'lo0' };
    process.kill(play.daemon.pid, 'SIGSTOP');
    try {
      world.change('a VPN rejects 192.168.99.0/24', () => {
        world.deleteRow(row, 412);
        world.addRow(row, 412);
      });
      await play.news(500);
      world.change('and takes that back, without the row of before', () => world.deleteRow(row, 412));
    } finally {
      process.kill(play.daemon.pid, 'SIGCONT');
    }
    await play.step('Docker answers', dockerAnswers());
    await play.step('the route is repaired', direct);
  },
};

testHabits(wicked, 90_000);
