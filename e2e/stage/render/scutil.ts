/** The dynamic store as `scutil` shows it: dictionaries with two blanks of indent per level. */
export type StoreValue = string | number | readonly string[];
export type DynamicStore = Readonly<Record<string, Readonly<Record<string, StoreValue>>>>;

export function renderDictionary(entry: Readonly<Record<string, StoreValue>>): string {
  const lines = ['<dictionary> {'];
  for (const [key, value] of Object.entries(entry)) {
    if (typeof value === 'object') {
      lines.push(`  ${key} : <array> {`);
      value.forEach((item, index) => lines.push(`    ${index} : ${item}`));
      lines.push('  }');
    } else lines.push(`  ${key} : ${value}`);
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

export interface NetworkService {
  readonly name: string;
  readonly connected: boolean;
  readonly type: string;
}

/** `scutil --nc list`: services of the system's own settings; third-party clients are not among them. */
export function renderServices(services: readonly NetworkService[]): string {
  const lines = ['Available network connection services in the current set (*=enabled):'];
  for (const { name, connected, type } of services) {
    const status = `(${connected ? 'Connected' : 'Disconnected'})`.padEnd(16);
    const id = '65F5A798-4B98-4DA1-87D8-9D605FFF6188';
    lines.push(`* ${status} ${id} VPN (${type}) ${`"${name}"`.padEnd(32)} [VPN:${type}]`);
  }
  return `${lines.join('\n')}\n`;
}

/** `scutil --nwi`: the interfaces that carry the network, in order of rank. */
export function renderNetworkInformation(
  interfaces: readonly { readonly name: string; readonly address: string }[],
): string {
  const blocks = interfaces.map(({ name, address }) =>
    [
      `${name.padStart(7)} : flags      : 0x5 (IPv4,DNS)`,
      `           address    : ${address}`,
      '           reach      : 0x00000002 (Reachable)',
      '',
    ].join('\n'),
  );
  return [
    'Network information',
    '',
    'IPv4 network interface information',
    ...blocks,
    '   REACH : flags 0x00000002 (Reachable)',
    '',
    'IPv6 network interface information',
    '   No IPv6 states found',
    '',
    '',
    '   REACH : flags 0x00000000 (Not Reachable)',
    '',
    `Network interfaces: ${interfaces.map(({ name }) => name).join(' ')}`,
    '',
  ].join('\n');
}
