/** The endpoint as the daemon has it, a process of its own, with one way to the engine. */
import { giveBackAfterStart, keepHeapSmall } from '../../../app/cli/small-heap.ts';
import { homeAt } from '../../../app/home/home.ts';
import { prepareHome } from '../../../app/home/prepare.ts';
import { MachineEndpoint } from '../../../app/endpoint/machine-endpoint.ts';
import type { Way } from '../../../app/endpoint/plan.ts';
import { Usage } from '../../../app/endpoint/usage.ts';
import type { Machine } from '../../../app/machine/machine.ts';
import { TlsEngine } from '../../../app/platform/docker/engine.ts';
import { dial } from '../../../app/platform/network/dialer.ts';
import { systemClock } from '../../../app/platform/process/clock.ts';
import { StreamRoom } from '../../../app/platform/process/stream-room.ts';
import { SshTunnels } from '../../../app/platform/ssh/tunnels.ts';
import type { Reach } from '../../../app/ports.ts';
import { silentLog } from '../../../app/testing/silent-log.ts';

// As the daemon's is.
keepHeapSmall();
giveBackAfterStart();
const { root, machine, way } = JSON.parse(process.argv[2] ?? '') as {
  root: string;
  machine: Machine;
  way: Way;
};
const home = homeAt(root);
prepareHome(home);
const tunnels = new SshTunnels({ knownHosts: home.knownHosts, clock: systemClock, log: silentLog });
const toPort: Reach['toPort'] = (to, target) =>
  target.over === 'tunnel' ? tunnels.dial(to, target) : dial({ ...target, halfOpen: true });
const engine = new TlsEngine({ clock: systemClock, dial: (target, to) => toPort(to, target) });
const endpoint = new MachineEndpoint(
  {
    machine,
    ways: [way],
    coming: [],
    guestIp: machine.guestIp,
    portsOver: [],
    routed: true,
    obstacle: { sentence: 'it could not be reached', lasting: false },
  },
  {
    home,
    clock: systemClock,
    log: silentLog,
    reach: {
      toPort,
      toEngine: (to, target) => engine.toEngine(to, target),
      isComingUp: (to) => tunnels.isComingUp(to),
      hears: (to) => tunnels.hears(to),
    },
    usage: new Usage(
      { endpointUsedAt: () => undefined, noteEndpointUse: () => Promise.resolve() },
      systemClock,
    ),
    poke: () => undefined,
    passed: new StreamRoom({ clock: systemClock }).passed,
  },
);
await endpoint.ensure();
process.send?.(endpoint.view.problem ?? 'listens');
process.on('message', () => process.send?.(process.memoryUsage().rss));
process.on('disconnect', () => process.exit());
