import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { homeAt } from '../home/home.ts';
import { systemClock } from '../platform/process/clock.ts';
import { echo, endpointWorld, engineOf, forward, noMemory, readAll } from '../testing/endpoint-world.ts';
import { silentLog } from '../testing/silent-log.ts';
import { MachineEndpoint } from './machine-endpoint.ts';
import { Usage } from './usage.ts';

test("the socket is the user's alone, comes back when it is removed, and goes with its endpoint", async (t) => {
  const engine = await engineOf(t, echo);
  const { endpoint, connect } = await endpointWorld(t, { ways: [forward(engine)] });
  assert.equal(lstatSync(endpoint.file).mode & 0o777, 0o600);
  assert.equal(lstatSync(path.dirname(endpoint.file)).mode & 0o777, 0o700);
  rmSync(endpoint.file);
  await endpoint.ensure();
  const socket = await connect();
  socket.end('back');
  assert.equal(await readAll(socket), 'back');
  await endpoint.stop();
  assert.equal(existsSync(endpoint.file), false);
});

test('a machine that is gone leaves no folder behind, but what somebody put into it, and what is its successor’s', async (t) => {
  for (const [name, isBack, isThere] of [
    ['', false, false],
    ['notes', false, true],
    ['', true, true],
  ] as const) {
    const { endpoint } = await endpointWorld(t, { ways: [] });
    const folder = path.dirname(endpoint.file);
    if (name !== '') writeFileSync(path.join(folder, name), '');
    await endpoint.leave(() => isBack);
    assert.equal(existsSync(folder), isThere);
  }
});

test('a file in place of its folder ends nothing: it is said, and over once the file is gone', async (t) => {
  const engine = await engineOf(t, echo);
  const { endpoint, connect } = await endpointWorld(t, { ways: [forward(engine)] });
  const folder = path.dirname(endpoint.file);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  await endpoint.ensure();
  assert.match(endpoint.view.problem ?? '', /is in the way: it is not a folder/);
  rmSync(folder);
  await endpoint.ensure();
  const socket = await connect();
  socket.end('back');
  assert.equal(await readAll(socket), 'back');
});

test('a link, a file or a living socket in the way is refused, a dead socket is cleared', async (t) => {
  const refusal = async (prepare: (file: string) => void | Promise<void>): Promise<string | undefined> => {
    const { endpoint } = await endpointWorld(t, { ways: [] });
    await endpoint.stop();
    const again = new MachineEndpoint(endpoint.plan, {
      ...optionsOf(endpoint.file),
    });
    await prepare(endpoint.file);
    await again.ensure();
    t.after(() => again.stop());
    return again.view.problem;
  };
  assert.match((await refusal((file) => writeFileSync(file, ''))) ?? '', /is in the way/);
  assert.match((await refusal((file) => symlinkSync('/etc/passwd', file))) ?? '', /is in the way/);
  assert.match(
    (await refusal((file) => {
      rmSync(path.dirname(file), { recursive: true });
      mkdirSync(`${path.dirname(file)}-elsewhere`);
      symlinkSync(`${path.dirname(file)}-elsewhere`, path.dirname(file));
    })) ?? '',
    /symbolic link/,
  );
  assert.match(
    (await refusal(async (file) => {
      const server = net.createServer().listen(file);
      await once(server, 'listening');
      t.after(() => server.close());
    })) ?? '',
    /another program listens/,
  );
  assert.equal(await refusal(() => undefined), undefined);
});

function optionsOf(file: string): ConstructorParameters<typeof MachineEndpoint>[1] {
  const never = (): Promise<never> => Promise.reject(new Error('not dialled here'));
  return {
    home: homeAt(path.join(path.dirname(file), '../..')),
    clock: systemClock,
    log: silentLog,
    reach: { toEngine: never, toPort: never, isComingUp: () => false, hears: never },
    usage: new Usage(noMemory, systemClock),
    poke: () => undefined,
  };
}
