import type { Command } from 'commander';
import type { VpnReport } from '../../../shared/control/everyday.ts';
import type { VpnView } from '../../../shared/snapshot.ts';
import { printable, timeLeft } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { styled, wrap, type Paper } from '../print/terminal.ts';
import { withProgress } from '../progress.ts';

export function addVpn(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'vpn',
    summary: 'say what VPN is connected, and whose addresses it shares with the machines',
    manual: {
      about: [
        "Names every VPN that is up, since when, which networks it routes into its tunnel, and whether it takes routes back. Then says where its routes, those by way of a router, or this computer's own local network, overlap a host-only network, also of machines that are off and of adapters without a machine: before that hurts. A full tunnel by itself is no overlap.",
        'Works without a daemon.',
      ],
      examples: [
        ['fairlead vpn', 'look now'],
        ['fairlead vpn --json | jq ".overlaps"', 'for programs'],
      ],
      exits: [3],
    },
  });
  line.does(command, async (session) => {
    const report = await withProgress(session, 'Looking at the network', () =>
      session.reach((client) => client.vpn({}, session.world.signal)),
    );
    session.print(report, () => vpnText(report, session.paper, session.world.now()));
    return undefined;
  });
}

export function vpnText({ vpns, hostOnly, overlaps }: VpnReport, paper: Paper, now: number): string {
  const fold = (text: string): string => `  ${wrap(printable(text), paper.width - 2, '  ')}\n`;
  const nets = hostOnly
    .map(
      ({ network, machines }) => `${network} (${machines.length === 0 ? 'no machine' : machines.join(', ')})`,
    )
    .join(', ');
  return [
    vpns.length === 0 ? 'No VPN is connected.\n' : '',
    ...vpns.map((vpn) => connectionText(vpn, { paper, now })),
    `\n${styled(paper, 'bold', 'Host-only networks')}\n${fold(nets === '' ? 'none' : nets)}`,
    `\n${styled(paper, 'bold', 'Overlaps')}\n`,
    overlaps.length === 0 ? '  none\n' : '',
    ...overlaps.map(
      ({ sentence, advice }) => `${fold(sentence)}${styled(paper, 'dim', `    ${printable(advice)}`)}\n`,
    ),
  ].join('');
}

function connectionText(
  vpn: VpnView,
  { paper, now }: { readonly paper: Paper; readonly now: number },
): string {
  const on = vpn.interface === undefined ? '' : ` on ${vpn.interface}`;
  const since = `connected for ${timeLeft(now - Date.parse(vpn.since))}`;
  const some = vpn.networks.slice(0, 12);
  const more = vpn.networks.length > some.length ? `, and ${vpn.networks.length - some.length} more` : '';
  const rows: readonly (readonly [string, string])[] = [
    ['networks', some.length === 0 ? 'none' : `${some.join(', ')}${more}`],
    ['takes routes back', vpn.takesRoutesBack ? 'yes' : 'not seen'],
    ['known by', vpn.evidence],
  ];
  const indent = ' '.repeat(21);
  const lines = rows.map(
    ([label, value]) => `  ${label.padEnd(19)}${wrap(printable(value), paper.width - 21, indent)}\n`,
  );
  return `${styled(paper, 'bold', printable(`${vpn.name}${on}, ${since}`))}\n${lines.join('')}`;
}
