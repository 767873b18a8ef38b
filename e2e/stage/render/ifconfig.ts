/** `ifconfig` as macOS prints it: tab-indented lines, netmasks in hex, a trailing blank where it has one. */
import { formatIpv4, maskOf } from '../../../app/route/cidr.ts';
import type { StageInterface } from '../interfaces.ts';

export function renderIfconfig(interfaces: readonly StageInterface[]): string {
  return interfaces.map(renderInterface).join('');
}

export function renderInterface(network: StageInterface): string {
  const lines = [`${network.name}: flags=${flagsOf(network)} mtu ${network.mtu}`];
  if (network.kind === 'loopback') lines.push('\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>');
  if (network.ether !== undefined) lines.push(`\tether ${network.ether} `);
  if (network.kind === 'tunnel' && network.address === undefined)
    lines.push(
      `\tinet6 fe80::7b12:adc2:a089:c4d8%${network.name} prefixlen 64 scopeid 0x${network.index.toString(16)} `,
    );
  if (network.address !== undefined) lines.push(`\tinet ${inet(network.address, network.kind)}`);
  if (network.kind === 'loopback') lines.push('\tinet6 ::1 prefixlen 128 ');
  if (network.kind !== 'empty') lines.push('\tnd6 options=201<PERFORMNUD,DAD>');
  if (network.name.startsWith('en')) lines.push('\tmedia: autoselect', '\tstatus: active');
  return `${lines.join('\n')}\n`;
}

function inet({ address, length, peer }: NonNullable<StageInterface['address']>, kind: string): string {
  const mask = `0x${maskOf(length).toString(16).padStart(8, '0')}`;
  if (peer !== undefined) return `${formatIpv4(address)} --> ${formatIpv4(peer)} netmask ${mask} `;
  if (kind !== 'ethernet') return `${formatIpv4(address)} netmask ${mask} `;
  const broadcast = ((address & maskOf(length)) | (~maskOf(length) >>> 0)) >>> 0;
  return `${formatIpv4(address)} netmask ${mask} broadcast ${formatIpv4(broadcast)}`;
}

function flagsOf({ kind, up }: StageInterface): string {
  switch (kind) {
    case 'loopback':
      return '8049<UP,LOOPBACK,RUNNING,MULTICAST>';
    case 'tunnel':
      return up ? '8051<UP,POINTOPOINT,RUNNING,MULTICAST>' : '8050<POINTOPOINT,RUNNING,MULTICAST>';
    case 'ethernet':
      return up
        ? '8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST>'
        : '8862<BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST>';
    case 'empty':
      return '8010<POINTOPOINT,MULTICAST>';
  }
}
