import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { homeAt } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import { noMemory } from '../testing/endpoint-world.ts';
import { keptMac } from '../testing/kept-mac.ts';
import { until } from '../testing/serving.ts';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { systemClock } from '../platform/process/clock.ts';
import { Endpoints } from './endpoints.ts';

test('a machine whose file cannot be read for a moment keeps its socket; one that is gone does not', async (t) => {
  using folder = temporaryFolder();
  const home = homeAt(folder.at('home'));
  prepareHome(home);
  const noReach = (): Promise<never> => Promise.reject(new Error('nobody is asked in this test'));
  const endpoints = new Endpoints({
    home,
    clock: systemClock,
    log: silentLog,
    memory: noMemory,
    reach: {
      toEngine: noReach,
      toPort: noReach,
      isComingUp: () => false,
      hears: () => Promise.resolve(false),
    },
    preferences: () => ({ prefer: 'fast', tunnels: false }),
    poke: () => undefined,
  });
  t.after(() => endpoints.stop());
  const { keeper } = await keptMac(t);
  endpoints.update(keeper.assessed);
  const socket = home.machineSocket('default');
  await until(() => existsSync(socket));
  endpoints.update([], (name) => name === 'default');
  assert.equal(endpoints.view('default')?.socket, socket);
  assert.ok(existsSync(socket));
  endpoints.update([]);
  await until(() => !existsSync(socket));
});
