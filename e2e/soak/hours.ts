/** What can happen within an hour of somebody's day. Each leaves the world in a state that people have. */
import { clientAt } from '../../app/control/client.ts';
import { cidr } from '../../app/route/cidr.ts';
import { follow } from '../stage/feed.ts';
import { networkOf, quad } from '../stage/interfaces.ts';
import type { Play } from '../stage/play.ts';
import { vpnKinds } from '../stage/vpn-kinds.ts';
import { connectedRow } from '../stage/world.ts';
import type { Chance } from './random.ts';

export interface Hour {
  readonly name: string;
  /** Changes the world; what it should come to is judged afterwards. */
  readonly happen: (play: Play, chance: Chance) => Promise<void> | void;
}

const machine = ({ stage }: Play) => stage.machine('default');

const vpn: Hour = {
  name: 'the VPN comes or goes',
  happen({ stage }, chance) {
    if (stage.vpn.connected === undefined) stage.vpn.connect(chance.of(vpnKinds));
    else stage.vpn.disconnect();
  },
};

const flaps: Hour = {
  name: 'the VPN flaps',
  async happen(play, chance) {
    const kind = chance.of(vpnKinds);
    for (let time = 0; time < 4; time += 1) {
      play.stage.vpn.connect(kind);
      await play.news(150);
      play.stage.vpn.disconnect();
      await play.news(150);
    }
  },
};

/** The whole process stands still, as it does on a Mac that sleeps, and the world is another one afterwards. */
const sleep: Hour = {
  name: 'the Mac sleeps, and the VPN is another one when it wakes',
  async happen(play, chance) {
    process.kill(play.daemon.pid, 'SIGSTOP');
    try {
      void vpn.happen(play, chance);
      await play.news(400);
    } finally {
      process.kill(play.daemon.pid, 'SIGCONT');
    }
    await clientAt(play.daemon.socket).look({});
  },
};

const machineRestart: Hour = {
  name: 'the machine is switched off and on',
  happen: (play) => restartAt(play, machine(play).vm.guestAddress),
};

async function restartAt(play: Play, address: number): Promise<void> {
  await machine(play).powerOff();
  await play.step(
    'it is seen to be off',
    ({ snapshot }) => (snapshot?.machines[0]?.state === 'off' ? undefined : 'it is not'),
    30_000,
  );
  machine(play).vm.guestAddress = address;
  await machine(play).powerOn();
}

/** VirtualBox's DHCP server gives the machine another address, as it does when leases run out while it is off. */
const otherAddress: Hour = {
  name: 'DHCP gives the machine another address',
  happen: (play, chance) => restartAt(play, quad('192.168.99.101') + Math.floor(chance.next() * 20)),
};

const engineRestart: Hour = {
  name: 'the engine is restarted',
  async happen(play) {
    await machine(play).stopEngine();
    await play.news(300);
    await machine(play).startEngine();
  },
};

const containers: Hour = {
  name: 'containers start and end',
  async happen(play, chance) {
    const running = Array.from({ length: Math.floor(chance.next() * 5) }, (_, index) => ({
      id: String(index).repeat(64),
      name: `app-${index}`,
      image: 'app:latest',
    }));
    machine(play).run(running, chance.next() < 0.5);
    await play.news(50);
  },
};

const permission: Hour = {
  name: 'sudo is given or withdrawn',
  happen({ stage }) {
    stage.permission(!stage.world.mayChangeRoutes);
  },
};

const routeLost: Hour = {
  name: 'the route is gone without a VPN',
  happen({ stage }) {
    const { world } = stage;
    world.change('the route is lost', () => {
      for (const row of world.kernel.rows.filter((one) => one.interface.startsWith('vboxnet')))
        world.deleteRow(row);
    });
  },
};

/** Routes of no concern come and go: many words of the route monitor, nothing to do. */
const storm: Hour = {
  name: '200 routes of others change',
  async happen(play) {
    const { world } = play.stage;
    for (let index = 0; index < 100; index += 1) {
      const row = {
        destination: cidr(quad('172.24.0.0') + 256 * index, 24),
        gateway: '10.0.1.1',
        flags: 'UGSc',
        interface: 'en0',
      };
      world.change('', () => world.addRow(row));
      world.change('', () => world.deleteRow(row));
      if (index % 20 === 0) await play.news(5);
    }
  },
};

const people: Hour = {
  name: 'somebody asks, changes a setting and takes it back',
  async happen(play) {
    const client = clientAt(play.daemon.socket);
    await client.changeSetting({ key: 'direct.holdMs', value: 300, by: 'cli' });
    await client.changeSetting({ key: 'direct.holdMs', value: null, by: 'cli' });
    await client.fix({});
    // Windows that are opened and closed again; some are torn away in the middle.
    const closing = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        follow(play.daemon.socket, index % 2 === 0 ? '/v1/watch' : '/v1/timeline', () => undefined),
      ),
    );
    for (const close of closing) close();
  },
};

export const hours: readonly Hour[] = [
  vpn,
  vpn,
  flaps,
  sleep,
  machineRestart,
  otherAddress,
  engineRestart,
  containers,
  permission,
  routeLost,
  storm,
  people,
];

/** Puts everything back to an ordinary evening, so that days can be compared. */
export async function evening(play: Play): Promise<void> {
  const { stage } = play;
  const address = quad(machine(play).guestIp);
  if (machine(play).vm.guestAddress !== address) await restartAt(play, address);
  if (stage.vpn.connected !== undefined) stage.vpn.disconnect();
  if (!stage.world.mayChangeRoutes) stage.permission(true);
  stage.filter('off');
  machine(play).run([]);
  const { world } = stage;
  // As a restart of the adapter does: a route that a VPN lost, and that may not be repaired so often, is back.
  world.change('', () => {
    for (const adapter of world.interfaces.filter(({ name }) => name.startsWith('vboxnet'))) {
      const own = networkOf(adapter);
      if (own === undefined) continue;
      const row = connectedRow(own, adapter);
      if (world.kernel.find(row) === undefined) world.addRow(row);
    }
  });
}
