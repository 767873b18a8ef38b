import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCidr, parseIpv4 } from '../../route/cidr.ts';
import { parsed } from '../memory-kernel.ts';
import {
  answer,
  guest,
  inTheWay,
  keepChanging,
  network,
  ours,
  owner,
  rowsOn,
  value,
  within,
  type RoutingWorld,
} from './routing-world.ts';

export interface RoutingContract {
  /** Begins each test's name. */
  readonly name: string;
  readonly open: () => Promise<RoutingWorld>;
  /** Why the suite cannot run here. */
  readonly skip?: string | undefined;
  /** Milliseconds a watch may take to notice. */
  readonly noticeMs?: number;
}

/** Registers the tests that every `Routing` has to pass. */
export function routingContract(contract: RoutingContract): void {
  const skip = contract.skip ?? false;
  const check = (what: string, body: (world: RoutingWorld) => Promise<void>): void => {
    test(`${contract.name}: ${what}`, { skip }, async () => {
      await using world = await contract.open();
      await body(world);
    });
  };

  check('the row of the host-only network is read, and carries the guest', async ({ routing }) => {
    assert.equal(await owner(routing), 'vboxnet0');
    assert.equal(await answer(routing), 'vboxnet0');
  });

  check('interfaces are read with their IPv4 networks', async ({ routing, tunnel }) => {
    const interfaces = await value(routing.readInterfaces());
    const vboxnet = interfaces.find(({ name }) => name === 'vboxnet0');
    assert.ok(vboxnet?.up);
    assert.deepEqual(
      vboxnet.addresses.map((own) => formatCidr(own.network)),
      ['192.168.99.0/24'],
    );
    assert.ok(interfaces.some(({ name }) => name === tunnel));
  });

  check('a taken network is seen in the table and in the answer, and repaired', async (world) => {
    await world.take('192.168.99.0/24');
    assert.equal(await owner(world.routing), world.tunnel);
    assert.equal(await answer(world.routing), world.tunnel);
    assert.deepEqual(await world.routing.repair({ ...ours, inTheWay: inTheWay(world, '192.168.99.0/24') }), {
      kind: 'done',
    });
    assert.equal(await owner(world.routing), 'vboxnet0');
    assert.equal(await answer(world.routing), 'vboxnet0');
  });

  check('a lost row is put back', async (world) => {
    await world.lose('192.168.99.0/24');
    assert.equal(await owner(world.routing), undefined);
    assert.notEqual(await answer(world.routing), 'vboxnet0');
    assert.deepEqual(await world.routing.repair({ ...ours, inTheWay: [] }), { kind: 'done' });
    assert.equal(await answer(world.routing), 'vboxnet0');
  });

  for (const longer of [['192.168.99.0/25', '192.168.99.128/25'], ['192.168.99.100/32']])
    check(`longer prefixes (${longer.join(', ')}) win, and are removed when named`, async (world) => {
      for (const prefix of longer) await world.take(prefix);
      assert.equal(await owner(world.routing), 'vboxnet0');
      assert.equal(await answer(world.routing), world.tunnel);
      assert.deepEqual(await world.routing.repair({ ...ours, inTheWay: inTheWay(world, ...longer) }), {
        kind: 'done',
      });
      assert.equal(await answer(world.routing), 'vboxnet0');
    });

  check('shorter prefixes on the tunnel do no harm', async (world) => {
    for (const prefix of ['192.168.0.0/16', '0.0.0.0/1', '128.0.0.0/1']) await world.take(prefix);
    assert.equal(await answer(world.routing), 'vboxnet0');
  });

  check('rows of the VPN outside our network are left alone', async (world) => {
    for (const prefix of ['10.60.0.0/16', '192.168.0.0/16', '192.168.99.0/24']) await world.take(prefix);
    const before = await rowsOn(world.routing, world.tunnel);
    await world.routing.repair({ ...ours, inTheWay: inTheWay(world, '192.168.99.0/24') });
    assert.deepEqual(
      await rowsOn(world.routing, world.tunnel),
      before.filter((row) => row !== '192.168.99.0/24'),
    );
  });

  check('what is not ours to change is turned down before anything changes', async (world) => {
    await world.take('192.168.99.0/24');
    const before = await value(world.routing.readTable());
    const wrong = [
      { ...ours, network: parsed('203.0.113.0/24'), inTheWay: [] },
      { ...ours, interface: '-force', inTheWay: [] },
      { ...ours, interface: 'vboxnet0;reboot', inTheWay: [] },
      { ...ours, interface: 'absent9', inTheWay: [] },
      { ...ours, inTheWay: inTheWay(world, '192.168.98.0/24') },
      { ...ours, inTheWay: inTheWay(world, '0.0.0.0/0') },
    ];
    for (const request of wrong) assert.equal((await world.routing.repair(request)).kind, 'failed');
    assert.deepEqual((await value(world.routing.readTable())).rows, before.rows);
  });

  check('a repair that did not last is a failure, whatever the command said', async (world) => {
    if (world.retake === undefined) return;
    await world.take('192.168.99.0/24');
    await world.retake();
    const result = await world.routing.repair({ ...ours, inTheWay: inTheWay(world, '192.168.99.0/24') });
    assert.equal(result.kind, 'failed');
  });

  for (const range of ['192.168.99.0/24', '192.168.99.0/25', '192.168.99.100/32'])
    check(
      `a row that was removed (${range}) comes back as it was, once, over the interface or by its gateway`,
      async (world) => {
        const { routing, tunnel } = world;
        for (const gateway of [undefined, parseIpv4(world.gateway)]) {
          const row = {
            destination: parsed(range),
            interface: tunnel,
            ...(gateway === undefined ? {} : { gateway }),
          };
          for (let turn = 0; turn < 2; turn += 1) {
            assert.deepEqual(await routing.restore({ network, owner: 'vboxnet0', row }), { kind: 'done' });
            const { rows } = await value(routing.readTable());
            const there = rows.filter((one) => formatCidr(one.destination) === range && !one.scoped);
            assert.deepEqual(
              there.map((one) => [
                one.interface,
                one.gateway.kind === 'address' ? one.gateway.address : undefined,
              ]),
              [[tunnel, gateway]],
            );
          }
          await routing.repair({ ...ours, inTheWay: inTheWay(world, range) });
          assert.equal(await answer(routing), 'vboxnet0');
        }
      },
    );

  check('a row that cannot come back leaves ours where it is', async (world) => {
    const { routing, tunnel } = world;
    const strange = { destination: network, interface: tunnel };
    const wrong = [
      { network, owner: 'vboxnet0', row: { destination: network, interface: 'absent9' } },
      { network, owner: 'vboxnet0', row: { destination: network, interface: '-force' } },
      { network, owner: 'vboxnet0', row: { ...strange, destination: parsed('192.168.98.0/24') } },
      {
        network: parsed('203.0.113.0/24'),
        owner: 'vboxnet0',
        row: { ...strange, destination: parsed('203.0.113.0/24') },
      },
    ];
    for (const request of wrong)
      assert.equal((await routing.restore(request)).kind, 'failed', JSON.stringify(request));
    assert.equal(await owner(routing), 'vboxnet0');
    assert.equal(await answer(routing), 'vboxnet0');
    if (world.deny === undefined) return;
    await world.deny();
    assert.equal((await routing.restore({ network, owner: 'vboxnet0', row: strange })).kind, 'refused');
    assert.equal(await owner(routing), 'vboxnet0');
  });

  check('a missing right is a fact, not a failure, and changes nothing', async (world) => {
    if (world.deny === undefined) return;
    await world.take('192.168.99.0/24');
    await world.deny();
    const result = await world.routing.repair({ ...ours, inTheWay: inTheWay(world, '192.168.99.0/24') });
    assert.equal(result.kind, 'refused');
    assert.equal(await owner(world.routing), world.tunnel);
  });

  check('what cannot be read says why', async (world) => {
    if (world.blind === undefined) return;
    await world.blind();
    for (const reading of [
      await world.routing.readTable(),
      await world.routing.readAnswer(guest),
      await world.routing.readInterfaces(),
    ])
      assert.ok(reading.kind === 'unreadable' && reading.reason !== '', JSON.stringify(reading));
  });

  check('an answer is only asked for an address', async ({ routing }) => {
    for (const address of ['', '-force', '192.168.99', '192.168.99.100/24', '::1'])
      assert.equal((await routing.readAnswer(address)).kind, 'unreadable');
  });

  check('a watch pokes on a change, and is silent once stopped', async (world) => {
    const pokes: string[] = [];
    let noticed: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (noticed = resolve));
    const watch = world.routing.watch((reason) => {
      pokes.push(reason);
      noticed();
    });
    const changing = keepChanging(world, first);
    await within(first, contract.noticeMs ?? 5000);
    await changing;
    await watch.stop();
    const count = pokes.length;
    await world.lose('192.168.99.0/24').catch(() => undefined);
    await value(world.routing.readTable());
    assert.equal(pokes.length, count);
  });
}
