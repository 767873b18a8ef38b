import type { Check, Found } from './check.ts';
import type { Patient, Scene } from './scene.ts';

/** A guest boots within this time, also on an old Mac. */
const bootMs = 120_000;
/** As long as somebody may still be looking at what docker-machine create said. */
const newMs = 3_600_000;

const ours = ({ patients }: Scene): readonly Patient[] =>
  patients.filter(({ machine }) => machine.driver === 'virtualbox');
const isSilent = ({ view }: Patient): boolean => view.state === 'running' && view.direct.kind === 'silent';
/** docker-machine fails the same whether nothing comes back or the way is said to be closed. */
const isOutOfReach = ({ view }: Patient): boolean =>
  view.state === 'running' &&
  (['silent', 'unreachable', 'refused'].includes(view.direct.kind) ||
    // The loop does not dial where the route is not the machine's own.
    (view.direct.kind === 'untried' && ['taken', 'lost'].includes(view.route.kind)));

/** What a machine is in the middle of, and what docker-machine makes of an address that does not answer. */
export const stateChecks: readonly Check[] = [
  {
    name: 'no machine is locked or still booting',
    applies: (scene) => (ours(scene).length > 0 ? true : 'no machine runs in VirtualBox'),
    look: async (scene) => {
      const found: Found[] = [];
      for (const { machine, view } of ours(scene)) {
        const isOff = ['off', 'saved', 'crashed'].includes(view.state);
        if (!isOff && !(view.state === 'running' && view.path === 'none')) continue;
        const said = parseSession(
          await scene.ask('VBoxManage', ['showvminfo', machine.name, '--machinereadable']),
        );
        const startedMs = scene.now - (said.changedAt ?? 0);
        if (isOff && said.session !== undefined)
          found.push({
            id: 'VM_LOCKED',
            machine: machine.name,
            sentence: `${machine.name} is ${view.state}, and ${said.session} holds its lock: it can be neither started nor changed.`,
          });
        else if (!isOff && startedMs >= 0 && startedMs < bootMs)
          found.push({
            id: 'NOT_READY',
            machine: machine.name,
            sentence: `${machine.name} was started ${Math.round(startedMs / 1000)} s ago and does not answer yet: it is booting.`,
            // By waiting for it.
            mends: 'now',
          });
      }
      return found;
    },
  },
  {
    name: 'machines answer where no VPN is in the way',
    applies: ({ snapshot }) => (snapshot.vpns.length === 0 ? true : 'a VPN is up'),
    look: ({ patients }) =>
      Promise.resolve(
        patients
          .filter((one) => isSilent(one) && one.view.route.kind === 'own')
          .map(({ view }): Found => ({
            id: 'TLS_DIAL_TIMEOUT',
            machine: view.name,
            sentence: `The route to ${view.guestIp ?? view.name} is right and no VPN is up, yet nothing comes back from it: ${view.name} hangs, or a filter drops the packets.`,
          })),
      ),
  },
  {
    name: 'new machines could be reached by docker-machine create',
    applies: ({ snapshot }) => (snapshot.vpns.length > 0 ? true : 'no VPN is up'),
    look: async (scene) => {
      const found: Found[] = [];
      for (const { machine, view } of scene.patients.filter(isOutOfReach)) {
        // Its SSH key is made with the machine; certificates and config.json are written anew later.
        const madeAt = await scene.readWritten(machine.ssh.keyPath);
        if (madeAt === undefined || scene.now - madeAt > newMs) continue;
        found.push({
          id: 'CREATE_UNREACHABLE',
          machine: view.name,
          severity: 'info',
          sentence: `${view.name} is new, and its address does not answer while a VPN is up: docker-machine create ends with an error then, although the machine is made.`,
        });
      }
      return found;
    },
  },
  {
    name: 'docker-machine env would print something',
    applies: ({ patients }) =>
      patients.some(isOutOfReach) ? true : 'every machine answers at its own address',
    look: async (scene) => {
      const version = await scene.ask('docker-machine', ['--version']).catch(() => undefined);
      if (version === undefined) return [];
      return scene.patients.filter(isOutOfReach).map(({ view }): Found => ({
        id: 'ENV_TLS_CHECK',
        machine: view.name,
        severity: 'info',
        sentence: `docker-machine env ${view.name} would end with an error: it dials ${view.guestIp ?? 'the machine'} first, which does not answer.`,
      }));
    },
  },
];

/** `showvminfo --machinereadable`: who holds the machine's lock, and since when it is in its state (UTC). */
export function parseSession(text: string): {
  readonly session: string | undefined;
  readonly changedAt: number | undefined;
} {
  const session = /^SessionName="(.+)"\r?$/m.exec(text)?.[1];
  const changed = /^VMStateChangeTime="([\d-]+T[\d:]+)/m.exec(text)?.[1];
  const at = changed === undefined ? Number.NaN : Date.parse(`${changed}Z`);
  return { session, changedAt: Number.isNaN(at) ? undefined : at };
}
