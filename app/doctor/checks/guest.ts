import { sshForward } from '../../machine/forward.ts';
import { mostSkewMs } from '../../machine/clock-skew.ts';
import { valueOf } from '../../reading.ts';
import type { Check, Found } from './check.ts';
import type { Scene } from './scene.ts';

const running = ({ patients }: Scene): true | string =>
  patients.some(({ view }) => view.state === 'running') ? true : 'no machine is running';

/** What the machines say over SSH. */
export const guestChecks: readonly Check[] = [
  {
    name: 'SSH into the machines works, and they are well inside',
    applies: running,
    look: async (scene) => {
      const up = scene.patients.filter(({ view }) => view.state === 'running');
      const found = await Promise.all(
        up.map(async (patient): Promise<readonly Found[]> => {
          const { name } = patient.view;
          try {
            return factsFindings(await scene.guest(patient), patient.view.path === 'none', name);
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            const view = valueOf(patient.vm);
            if (view?.hasNat === true && sshForward(view) === undefined)
              return [
                {
                  id: 'SSH_255',
                  machine: name,
                  sentence: `VirtualBox has no NAT rule for SSH into ${name}: it is added when the machine starts, and has been lost since.`,
                  evidence: [reason],
                  port: patient.machine.ssh.port,
                  mends: 'now',
                },
              ];
            return [
              {
                id: 'SSH_255',
                machine: name,
                sentence: `SSH into ${name} does not work: ${reason}`,
                port: patient.machine.ssh.port,
              },
            ];
          }
        }),
      );
      return found.flat();
    },
  },
];

const fullPercent = 95;

function factsFindings(
  facts: Awaited<ReturnType<Scene['guest']>>,
  isUnreachable: boolean,
  machine: string,
): readonly Found[] {
  const { clockAheadS, diskPercent, engine } = facts;
  const found: Found[] = [];
  if (Math.abs(clockAheadS) * 1000 > mostSkewMs)
    found.push({
      id: clockAheadS < 0 ? 'AFTER_SLEEP' : 'CERT_NOT_YET_VALID',
      machine,
      sentence: `The clock of ${machine} is ${Math.abs(clockAheadS)} s ${clockAheadS < 0 ? 'behind' : 'ahead of'} that of this computer.`,
      mends: 'now',
    });
  const isFull = diskPercent !== undefined && diskPercent >= fullPercent;
  if (isFull)
    found.push({
      id: 'DAEMON_NOT_LISTENING',
      machine,
      severity: engine === 'runs' ? 'warning' : 'error',
      sentence: `The disk of ${machine} is ${diskPercent} % full; an engine does not start on a full disk.`,
      evidence: [`fairlead ssh ${machine} docker system df`],
    });
  // On a full disk it would not come up; and one that runs without answering is not helped by a start.
  if (engine === 'stopped' && isUnreachable && !isFull)
    found.push({
      id: 'DAEMON_NOT_LISTENING',
      machine,
      severity: 'error',
      sentence: `No engine runs in ${machine}.`,
      mends: 'now',
    });
  if (engine === 'stale-pid' && isUnreachable)
    found.push({
      id: 'RESTART_RACE',
      machine,
      severity: 'error',
      sentence: `The engine of ${machine} ended and left its pid file behind.`,
      mends: 'now',
    });
  return found;
}
