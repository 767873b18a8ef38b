import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4, cidr } from '../../route/cidr.ts';
import type { NetworkInterface, RouteTable } from '../../route/table.ts';
import type { Run } from '../process/run.ts';
import { parseNetstat } from './netstat.ts';
import { MacVpnNames } from './vpn-names.ts';

interface World {
  readonly interfaces?: readonly NetworkInterface[];
  readonly table?: RouteTable;
  /** Key of the dynamic store to the lines of its dictionary. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly services?: string;
  readonly processes?: readonly string[];
  readonly hangs?: boolean;
}

function on(name: string, address?: string): NetworkInterface {
  const value = address === undefined ? undefined : (parseIpv4(address) as number);
  return {
    name,
    up: true,
    pointToPoint: true,
    addresses: value === undefined ? [] : [{ address: value, network: cidr(value, 32) }],
  };
}

async function read(world: World): Promise<{ names: string[]; commands: string[] }> {
  const commands: string[] = [];
  const run: Run = (file, args, options) => {
    commands.push([file, ...args].join(' '));
    if (world.hangs === true)
      return Promise.resolve({ kind: 'not-run', why: 'timeout', reason: 'no answer' });
    const stdout = (): string => {
      if (file === 'ps') return (world.processes ?? []).map((one) => `${one}\n`).join('');
      if (args[0] === '--nc') return world.services ?? '';
      const asked = [...(options?.stdin ?? '').matchAll(/^show (\S+)$/gm)].map((match) => match[1] ?? '');
      return asked
        .map((key) => world.keys?.[key])
        .map((lines) => (lines === undefined ? '  No such key\n' : `<dictionary> {\n${lines}\n}\n`))
        .join('');
    };
    return Promise.resolve({ kind: 'ran', exitCode: 0, stdout: stdout(), stderr: '' });
  };
  const names = new MacVpnNames({ run, tools: { scutil: 'scutil', ps: 'ps' } });
  const vpns = await names.read({ interfaces: world.interfaces ?? [], table: world.table });
  assert.ok(vpns.kind === 'read');
  for (const { evidence } of vpns.value) assert.ok(evidence.length > 5);
  return { names: vpns.value.map((vpn) => `${vpn.name} ${vpn.interface ?? '-'}`), commands };
}

const anyConnect = 'State:/Network/Service/com.cisco.anyconnect/IPv4';
const globalProtect = 'State:/Network/Service/gpd.pan/IPv4';

test('without a tunnel in use there is no VPN, and nothing is run', async () => {
  const { names, commands } = await read({
    interfaces: [on('utun0'), on('utun1', '169.254.3.4'), on('en0', '10.1.2.3'), on('utun4', '10.33.33.1')],
    keys: { [globalProtect]: 'InterfaceName : en0' },
  });
  assert.deepEqual([names, commands], [[], []]);
});

test('a key that names its tunnel', async () => {
  const { names, commands } = await read({
    interfaces: [on('utun0'), on('utun2', '10.5.0.2')],
    keys: { [anyConnect]: '  InterfaceName : utun2' },
  });
  assert.deepEqual(names, ['Cisco AnyConnect utun2']);
  assert.deepEqual(commands, ['scutil --nc list', 'scutil']);
});

test('a key that names the physical interface, and one that names none', async () => {
  assert.deepEqual(
    (await read({ interfaces: [on('utun3', '10.5.0.2')], keys: { [globalProtect]: 'InterfaceName : en0' } }))
      .names,
    ['GlobalProtect utun3'],
  );
  const keys = { 'State:/Network/OpenVPN': 'process : 77' };
  assert.deepEqual((await read({ interfaces: [on('utun3', '10.5.0.2')], keys })).names, [
    'Tunnelblick utun3',
  ]);
});

test('a tunnel without an address counts by the rows over it', async () => {
  const table = parseNetstat('192.168.99 link#9 UCS utun5\n169.254 link#8 UCS utun6\n10 link#8 UCSI utun6\n');
  assert.ok(table.kind === 'read');
  const world = { interfaces: [on('utun5'), on('utun6')], table: table.value };
  assert.deepEqual((await read(world)).names, ['a VPN utun5']);
});

test("a stale key does not name another client's tunnel", async () => {
  const { names } = await read({
    interfaces: [on('utun7', '10.9.0.2')],
    keys: {
      [anyConnect]: 'InterfaceName : utun2',
      'State:/Network/Service/com.cisco.anyconnect/DNS': 'a : b',
    },
    processes: ['/usr/local/sbin/openvpn', '/opt/cisco/anyconnect/bin/vpnagentd'],
  });
  assert.deepEqual(names, ['OpenVPN utun7']);
  const shared = await read({
    interfaces: [on('utun8', '100.101.2.3')],
    keys: { [globalProtect]: 'InterfaceName : en0' },
    processes: ['/Applications/Tailscale.app/Contents/MacOS/Tailscale'],
  });
  assert.deepEqual(shared.names, ['Tailscale utun8']);
});

test('several at once', async () => {
  const { names } = await read({
    interfaces: [
      on('utun2', '10.5.0.2'),
      on('utun3', '100.64.0.9'),
      on('ppp0', '172.16.1.17'),
      on('feth12', '10.147.17.4'),
    ],
    keys: {
      [anyConnect]: 'InterfaceName : utun2',
      'State:/Network/Service/AAAA-01/IPv4': 'InterfaceName : ppp0',
    },
    services:
      '* (Connected)  AAAA-01 PPP --> L2TP "Office"  [PPP:L2TP]\n* (Connected)  AAAA-02 PPP --> Modem (usb) "Arduino"  [PPP:Modem]\n',
    processes: [
      '/usr/sbin/pppd',
      '/Applications/Zscaler/Zscaler.app/Contents/MacOS/ZscalerTunnel',
      '/x/zerotier-one',
    ],
  });
  assert.deepEqual(names, ['Cisco AnyConnect utun2', 'Zscaler utun3', 'Office ppp0', 'ZeroTier feth12']);
});

test('two clients that may both be it are both named, an unknown one is a VPN', async () => {
  const interfaces = [on('utun2', '10.5.0.2')];
  const processes = ['/a/vpnagentd', '/b/PanGPS'];
  assert.deepEqual((await read({ interfaces, processes })).names, [
    'Cisco AnyConnect or GlobalProtect utun2',
  ]);
  assert.deepEqual((await read({ interfaces })).names, ['a VPN utun2']);
  assert.deepEqual((await read({ interfaces, hangs: true })).names, ['a VPN utun2']);
});
