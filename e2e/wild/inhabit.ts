import type { Machine } from '../../app/machine/machine.ts';
import { quad } from '../stage/interfaces.ts';
import type { World } from '../stage/world.ts';
import { hostOnly } from './programs.ts';

/** Gives the world a running VM for each machine, all on one host-only network, as docker-machine makes them. */
export function inhabit(world: World, machines: readonly Machine[]): void {
  world.change('', () => {
    const adapter = world.addHostOnly(hostOnly);
    for (const { name, guestIp = '', ssh } of machines)
      world.vms.set(name, {
        name,
        guestAddress: quad(guestIp),
        adapter: adapter.name,
        engineSocket: '/nowhere',
        sshPort: ssh.port,
        logFolder: '/nowhere',
        state: 'running',
        natRules: [
          {
            name: 'ssh',
            protocol: 'tcp',
            hostIp: '127.0.0.1',
            hostPort: ssh.port,
            guestIp: '',
            guestPort: 22,
          },
        ],
      });
  });
}
