import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseWholeNetstat } from '../platform/macos/netstat.ts';
import { parsePasted } from '../platform/macos/paste/pasted-netstat.ts';
import { clientTables } from '../testing/hand-tables-clients.ts';
import { networkTables } from '../testing/hand-tables-networks.ts';
import { rowTables } from '../testing/hand-tables-rows.ts';
import { type HandTable, wholeText } from '../testing/hand-tables.ts';
import { formatCidr, parseCidr, parseIpv4 } from './cidr.ts';
import { explain } from './explain.ts';
import { lookUp } from './lookup.ts';

const inet6 = `
Internet6:
Destination                             Gateway                                 Flags               Netif Expire
default                                 fe80::%utun3                            UGcIg               utun3       
::1                                     ::1                                     UHL                   lo0       
fe80::%utun3/64                         fe80::a1b2:c3d4:e5f6:718%utun3          UcI                 utun3       
ff02::%utun3/32                         fe80::a1b2:c3d4:e5f6:718%utun3          UmCI                utun3       
`;

/** In what shapes one and the same table reaches us. */
const shapes: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with IPv6 behind it': (text) => text + inet6,
  'with IPv6 before it': (text) => text.replace('Routing tables\n', `Routing tables\n${inet6}`),
  'with the line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'with blanks behind each line': (text) => text.replaceAll('\n', '   \n'),
};

for (const table of [...clientTables, ...networkTables, ...rowTables])
  test(table.what, () => {
    for (const [shape, change] of Object.entries(shapes)) {
      const text = change(wholeText(table));
      const { carries, verdict, sentence } = judged(table, text);
      const because = `${shape}: ${sentence}`;
      assert.equal(carries, table.carries, because);
      assert.equal(verdict, table.verdict, because);
      assert.equal(carriesForDaemon(table, text), table.carries, because);
    }
  });

function judged(table: HandTable, text: string): { carries: string; verdict: string; sentence: string } {
  const { winner, hijacked, certain, sentence } = explain({
    table: parsePasted(text).table,
    address: parseIpv4(table.ip) ?? 0,
    network: table.network === undefined ? undefined : parseCidr(table.network),
  });
  return {
    carries: winner === null ? 'none' : `${winner.destination} ${winner.interface}`,
    verdict: hijacked ? (certain ? 'hijacked' : 'open') : 'fine',
    sentence,
  };
}

/** The same by the daemon's own way of reading. */
function carriesForDaemon({ ip }: HandTable, text: string): string {
  const reading = parseWholeNetstat(text);
  if (reading.kind === 'unreadable') return reading.reason;
  const row = lookUp(reading.value, parseIpv4(ip) ?? 0);
  return row === undefined ? 'none' : `${formatCidr(row.destination)} ${row.interface}`;
}
