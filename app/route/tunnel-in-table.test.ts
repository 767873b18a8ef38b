import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNetstat } from '../platform/macos/netstat.ts';
import { clientOfTunnel } from './tunnel-in-table.ts';

const cases: readonly (readonly [what: string, rows: string, tunnel: string, client: string | undefined])[] =
  [
    ['its name', '10.4 10.4.0.9 UGSc gpd0', 'gpd0', 'GlobalProtect'],
    ['its name, cut', '10.4 link#7 UCS 0 0 cscotun', 'cscotun', 'Cisco AnyConnect'],
    ['its name, cut', '10.4 link#7 UCS 0 0 jnprtun', 'jnprtun', 'Pulse Secure'],
    ['its name', '10.4/24 link#9 UC feth3021', 'feth3021', 'ZeroTier'],
    ['its name', '10.4 link#9 UCS ipsec0', 'ipsec0', 'the VPN built into macOS (IKEv2)'],
    ['the range of its users', '100.64/10 link#9 UCS utun5', 'utun5', 'Tailscale'],
    ['the address of its name server', '100.100.100.100/32 link#9 UCS utun5', 'utun5', 'Tailscale'],
    ['its own address', '100.64.0.1 100.64.0.1 UH utun2', 'utun2', 'Zscaler'],
    ['its own address', '100.96.0.17 100.96.0.17 UH utun2', 'utun2', 'Cloudflare WARP'],
    ['the range of its users', '100.96/12 utun4 Uc utun4', 'utun4', 'Cloudflare WARP'],
    [
      'a gateway of a range for tests',
      '128.0/1 198.18.0.1 UGSc utun2',
      'utun2',
      'a proxy that tunnels everything (Clash, Surge and their like)',
    ],
    ['nothing: another tunnel has the sign', '100.64/10 link#9 UCS utun5', 'utun4', undefined],
    ['nothing: a company may use such an address', '100.64.3.2 10.8.0.1 UGHS utun4', 'utun4', undefined],
    ['nothing: a clone', '100.100.100.100 link#9 UHWIi utun4', 'utun4', undefined],
    ['nothing', '10.4 10.8.0.1 UGSc utun4', 'utun4', undefined],
    ['nothing: many clients dial', '10.4 10.8.0.1 UGSc ppp0', 'ppp0', undefined],
  ];

for (const [what, rows, tunnel, client] of cases)
  test(`${tunnel} is ${client ?? "anybody's"} by ${what}`, () => {
    const table = parseNetstat(`${rows}\n`);
    if (table.kind === 'unreadable') assert.fail(table.reason);
    assert.equal(clientOfTunnel(table.value, tunnel), client);
  });
