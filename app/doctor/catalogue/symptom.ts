import type { Remedy } from '../../../shared/control/doctor.ts';
import type { AdvisoryCode } from '../../../shared/advisory.ts';

/** How surely a phrase points at a symptom: `exact` wins over `likely`, and that over `possible`. */
export type Certainty = 'exact' | 'likely' | 'possible';

/**
 * Words by which a symptom is known: the source of a regular expression, matched without regard to case, in
 * which a blank stands for any white space, a line break too.
 */
export interface Phrase {
  readonly words: string;
  readonly certainty: Certainty;
  /** Only when this is said as well, anywhere in the text. */
  readonly beside?: string;
  /** Not when this is said. */
  readonly without?: string;
}

/** One row of the catalogue. `{machine}`, `{address}` and the like are filled in from message and computer. */
export interface Symptom<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly cause: string;
  /** The message as people see it, for docs/doctor.md. */
  readonly message: string;
  readonly phrases: readonly Phrase[];
  /** Advisories that mean it is so now. */
  readonly advisories?: readonly AdvisoryCode[];
  readonly remedies: readonly Remedy[];
  readonly links: readonly string[];
}

export function exact(words: string, more: Omit<Phrase, 'words' | 'certainty'> = {}): Phrase {
  return { words, certainty: 'exact', ...more };
}
export function likely(words: string, more: Omit<Phrase, 'words' | 'certainty'> = {}): Phrase {
  return { words, certainty: 'likely', ...more };
}
export function possible(words: string, more: Omit<Phrase, 'words' | 'certainty'> = {}): Phrase {
  return { words, certainty: 'possible', ...more };
}

/** How people name the client of a VPN, for use inside a phrase. */
export const vpnNames =
  'vpn|any ?connect|secure client|global ?protect|pulse|ivanti|forti(client|net)|zscaler|netskope|open ?connect|openvpn|tunnelblick|viscosity|wireguard|tailscale|check ?point';

/** How people say that a program gives no answer, for use inside a phrase. */
export const stuckWords =
  "hang(s|ing)?\\b|hung|stuck|freez|froze|sits? there|(never|not|n't) (returns?|come?s? back|finish\\w*|answer\\w*|respond\\w*)|does nothing|no (answer|prompt|output|response)|takes forever|for ?ever|(have|had) to press ctrl|unresponsive";

type More = Partial<Pick<Remedy, 'command' | 'needsRoot' | 'disruptive'>>;

export function remedy(does: string, more: More = {}): Remedy {
  return { does, needsRoot: false, disruptive: false, ...more };
}

/** Remedies that several symptoms share. */
export const remedies = {
  fix: remedy('let Fairlead bring Docker back', { command: 'fairlead fix {machine}' }),
  forward: remedy('reach Docker over localhost, which a VPN leaves alone', {
    command: 'fairlead forward add {machine}',
  }),
  environment: remedy('point this shell at the address and the certificates that work', {
    command: 'eval "$(fairlead env {machine})"',
  }),
  renew: remedy('give the engine a certificate that suits', {
    command: 'fairlead certs renew {machine} --restart-engine',
    disruptive: true,
  }),
  route: remedy('put the route back', { command: 'fairlead route repair {machine}', needsRoot: true }),
  restartVm: remedy('restart the machine', { command: 'fairlead restart {machine}', disruptive: true }),
  start: remedy('start the machine', { command: 'fairlead start {machine}' }),
  restartDrivers: remedy(
    'reload the kernel extensions of VirtualBox (before version 7; all VMs stopped, VPN off)',
    {
      command: 'fairlead vbox restart-drivers',
      needsRoot: true,
      disruptive: true,
    },
  ),
} as const;

/** `issue('kubernetes/minikube', 1099)`; several numbers give several links. */
export function issue(repository: string, ...numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => `https://github.com/${repository}/issues/${number}`);
}
export const machineIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('docker-archive-public/docker.machine', ...numbers);
export const toolboxIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('docker-archive/toolbox', ...numbers);
export const kitematicIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('docker-archive-public/docker.kitematic', ...numbers);
export const minikubeIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('kubernetes/minikube', ...numbers);
export const boot2dockerIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('boot2docker/boot2docker', ...numbers);
export const vagrantIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('hashicorp/vagrant', ...numbers);
export const colimaIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('abiosoft/colima', ...numbers);
export const multipassIssue = (...numbers: readonly number[]): readonly string[] =>
  issue('canonical/multipass', ...numbers);
export const mobyIssue = (...numbers: readonly number[]): readonly string[] => issue('moby/moby', ...numbers);
