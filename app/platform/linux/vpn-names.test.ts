import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueOf } from '../../reading.ts';
import type { NetworkInterface } from '../../route/table.ts';
import { LinuxVpnNames } from './vpn-names.ts';

function tunnel(name: string, more: Partial<NetworkInterface> = {}): NetworkInterface {
  const network = { address: 0x0a140007, length: 32 };
  return { name, up: true, pointToPoint: true, addresses: [{ address: 0x0a140007, network }], ...more };
}

async function names(
  interfaces: readonly NetworkInterface[],
  processes: readonly string[],
): Promise<string[]> {
  const reading = await new LinuxVpnNames(() => Promise.resolve(processes)).read({
    interfaces,
    table: undefined,
  });
  return valueOf(reading)?.map((vpn) => `${vpn.name} (${vpn.evidence})`) ?? [];
}

test('a tunnel is named by the process that may own it', async () => {
  assert.deepEqual(await names([tunnel('tun0')], ['bash', 'openconnect']), [
    'OpenConnect (interface tun0, process openconnect)',
  ]);
  assert.deepEqual(await names([tunnel('tun0')], ['openvpn']), ['OpenVPN (interface tun0, process openvpn)']);
});

test('some interface names say it all', async () => {
  assert.deepEqual(await names([tunnel('cscotun0'), tunnel('wg0')], []), [
    'Cisco AnyConnect (interface cscotun0)',
    'WireGuard (interface wg0)',
  ]);
});

test('an unknown tunnel is a VPN without a name', async () => {
  assert.deepEqual(await names([tunnel('ppp0')], ['bash']), ['a VPN (tunnel interface ppp0)']);
});

test('a tunnel that is down, or carries nothing, is no VPN; nor is a process without a tunnel', async () => {
  assert.deepEqual(await names([tunnel('tun0', { up: false })], ['openvpn']), []);
  assert.deepEqual(await names([tunnel('tun0', { addresses: [] })], ['openvpn']), []);
  assert.deepEqual(await names([tunnel('eth0', { pointToPoint: false })], ['openvpn']), []);
});
