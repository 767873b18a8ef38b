import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { routingContract } from '../../testing/contracts/routing.ts';
import type { RoutingWorld } from '../../testing/contracts/routing-world.ts';
import { MemoryKernel, parsed } from '../../testing/memory-kernel.ts';
import { scriptedMac } from '../../testing/scripted-mac.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { systemClock } from '../process/clock.ts';
import { MacRouting } from './routing.ts';

/** `route -n monitor` is a real child here, because the watch is about children: it follows a file that grows. */
function open(): Promise<RoutingWorld> {
  const kernel = new MemoryKernel();
  // Every Mac has this row, and a table without any row is no table.
  kernel.addInterface('lo0', '127.0.0.1/8');
  kernel.addInterface('vboxnet0', '192.168.99.1/24');
  kernel.addInterface('utun4', '10.20.0.7/32', { pointToPoint: true });
  kernel.put(parsed('10.20.0.1/32'), 'utun4');
  const script = scriptedMac(kernel);
  const folder = mkdtempSync(path.join(tmpdir(), 'fl-route-'));
  const events = path.join(folder, 'events');
  writeFileSync(events, '');
  const route = path.join(folder, 'route');
  writeFileSync(route, `#!/bin/sh\nexec tail -n +1 -f ${events}\n`, { mode: 0o755 });
  const message =
    '\ngot message of size 140 on Sun Jan  4 09:00:00 2026\nRTM_ADD: Add Route: len 140, pid: 412, seq 7, errno 0, flags:<UP,DONE,STATIC>\n';
  const stop = kernel.onChange(() => writeFileSync(events, message, { flag: 'a' }));
  const tools = { netstat: '/usr/sbin/netstat', route, ifconfig: '/sbin/ifconfig', sudo: '/usr/bin/sudo' };
  return Promise.resolve({
    routing: new MacRouting({ run: script.run, tools, isRoot: false, clock: systemClock, log: silentLog }),
    tunnel: 'utun4',
    gateway: '10.20.0.1',
    take: (network) => Promise.resolve(kernel.put(parsed(network), 'utun4')),
    lose: (network) => Promise.resolve(void kernel.remove(parsed(network))),
    retake: () => {
      kernel.watcher = () => kernel.put(parsed('192.168.99.0/24'), 'utun4');
      return Promise.resolve();
    },
    deny: () => Promise.resolve(void (script.refusal = 'sudo: a password is required')),
    blind: () => Promise.resolve(void (script.nonsense = 'Routing tables\n\nInternet:\n')),
    [Symbol.asyncDispose]: () => {
      stop();
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
}

routingContract({ name: 'netstat and route, scripted', open });
