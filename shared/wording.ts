import type { CertificateView, Happening, MachineView, Snapshot } from './snapshot.ts';

/**
 * Words for what a snapshot says, so that CLI, tray, panel and notifications use the same ones. Pure, and
 * free of imports at run time: `fairlead status` prints before zod is loaded. Times are milliseconds.
 */

export function pathWords(machine: MachineView): string {
  switch (machine.path) {
    case 'direct':
      return machine.guestIp === undefined ? 'direct' : `direct ${machine.guestIp}`;
    case 'forward':
      return machine.forward.address === undefined ? 'forward' : `forward ${machine.forward.address}`;
    case 'tunnel':
      return 'tunnel over SSH';
    case 'none':
      return 'none';
  }
}

export function routeWords(machine: MachineView): string {
  const { kind, interface: device } = machine.route;
  switch (kind) {
    case 'own':
      return device === undefined ? 'own' : `own (${device})`;
    case 'taken':
      return device === undefined ? 'taken' : `taken (${device})`;
    case 'lost':
      return 'lost';
    case 'no-network':
      return 'no network';
    case 'unknown':
      return 'unknown';
  }
}

export function certificateWords(certificate: CertificateView | undefined, now: number): string {
  if (certificate === undefined) return 'not seen';
  const left = timeLeft(Date.parse(certificate.notAfter) - now);
  switch (certificate.state) {
    case 'good':
      return `good, ${left} left`;
    case 'lacks-localhost':
      return `not for localhost, ${left} left`;
    case 'old-address':
      return `names an old address, ${left} left`;
    case 'expiring':
      return `ends in ${left}`;
    case 'expired':
      return `expired ${timeLeft(now - Date.parse(certificate.notAfter))} ago`;
    case 'not-yet-valid':
      return `valid in ${timeLeft(Date.parse(certificate.notBefore) - now)}`;
    case 'foreign':
      return 'not from this store';
  }
}

/** A span in the largest unit that still says something: `812 days`, `5 hours`, `1 minute`. */
export function timeLeft(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes >= 2 * 24 * 60) return `${Math.floor(minutes / (24 * 60))} days`;
  if (minutes >= 2 * 60) return `${Math.floor(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

export function durationWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function happeningWords(happening: Happening): string {
  const machine = happening.machine === undefined ? '' : `${happening.machine}: `;
  const took = happening.ms === undefined ? '' : ` (${durationWords(happening.ms)})`;
  const failed = happening.ok === false ? ', which failed' : '';
  return `${machine}${happening.text}${failed}${took}`;
}

/** Who watches, in one line. */
export function daemonWords(snapshot: Snapshot): string {
  const { pid, version, autoRepair } = snapshot.daemon;
  if (pid === undefined) return 'no daemon runs, so nothing is repaired by itself';
  return `daemon ${version} (pid ${pid}), repairs by itself: ${autoRepair ? 'yes' : 'no'}`;
}

/** Text from outside (a container's name, an owner of a certificate) made safe for a terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?');
}

/** The same for a text that may have several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
