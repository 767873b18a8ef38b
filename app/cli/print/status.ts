import type { Advisory, Happening, MachineView, Snapshot } from '../../../shared/snapshot.ts';
import {
  certificateWords,
  daemonWords,
  happeningWords,
  pathWords,
  printable,
  routeWords,
} from '../../../shared/wording.ts';
import { table } from './table.ts';
import { styled, wrap, type Paper, type Style } from './terminal.ts';

const timelineLines = 6;
const styles: { readonly [S in Snapshot['state']]: Style } = {
  ok: 'green',
  working: 'cyan',
  degraded: 'yellow',
  broken: 'red',
  off: 'dim',
};

/** `fairlead status` for people: the sentence, the machines, what is wrong with its remedy, what happened. */
export function statusText(snapshot: Snapshot, paper: Paper, now: number): string {
  const sentence = wrap(printable(snapshot.sentence), paper.width);
  const parts = [
    `${styled(paper, styles[snapshot.state], sentence)}\n`,
    snapshot.machines.length > 0 ? machinesText(snapshot.machines, paper, now) : '',
    ...snapshot.advisories.map((advisory) => advisoryText(advisory, paper)),
    vpnText(snapshot, paper),
    timelineText(snapshot.timeline, paper),
    `${styled(paper, 'dim', wrap(printable(daemonWords(snapshot)), paper.width))}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The table of `fairlead ls`, and of status. */
export function machinesText(machines: readonly MachineView[], paper: Paper, now: number): string {
  const rows = machines.map((machine) =>
    [
      machine.name,
      machine.working === undefined ? machine.state : `${machine.state}, ${machine.working}`,
      pathWords(machine),
      routeWords(machine),
      certificateWords(machine.certificate, now),
    ].map(printable),
  );
  const headings = ['MACHINE', 'STATE', 'PATH', 'ROUTE', 'CERTIFICATE'];
  return table(paper, { headings, rows, cutFirst: [0, 1, 4] });
}

function advisoryText(advisory: Advisory, paper: Paper): string {
  const style: Style =
    advisory.severity === 'error' ? 'red' : advisory.severity === 'warning' ? 'yellow' : 'cyan';
  const of = advisory.machine === undefined ? '' : ` [${printable(advisory.machine)}]`;
  const head = `${advisory.severity}: ${printable(advisory.title)}${of}`;
  const lines = [
    styled(paper, style, wrap(head, paper.width)),
    `  ${wrap(printable(advisory.sentence), paper.width - 2, '  ')}`,
    ...(advisory.fix === undefined
      ? []
      : [`  ${printable(advisory.fix.label)}: ${printable(advisory.fix.command)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function vpnText(snapshot: Snapshot, paper: Paper): string {
  return snapshot.vpns
    .map((vpn) => {
      const on = vpn.interface === undefined ? '' : ` on ${vpn.interface}`;
      const fights = vpn.takesRoutesBack ? ', takes routes back' : '';
      return `${wrap(printable(`VPN: ${vpn.name}${on}${fights}`), paper.width)}\n`;
    })
    .join('');
}

function timelineText(timeline: readonly Happening[], paper: Paper): string {
  return timeline
    .slice(-timelineLines)
    .map((happening) => `${wrap(happeningLine(happening), paper.width, continued(paper))}\n`)
    .join('');
}

/** Under the text of a happening, where there is room for it. */
function continued({ width }: Paper): string {
  return ' '.repeat(width < 60 ? 4 : 19);
}

/** `12:00:01  noticed  default: the route left vboxnet0`, in local time. */
function happeningLine(happening: Happening): string {
  return `${clockTime(happening.at)}  ${happening.kind.padEnd(7)}  ${printable(happeningWords(happening))}`;
}

function clockTime(iso: string): string {
  const at = new Date(iso);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
