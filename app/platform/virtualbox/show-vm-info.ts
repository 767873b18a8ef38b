import { unreadable, read, type Reading } from '../../reading.ts';
import type { NatRule, VmState, VmView } from '../../ports.ts';

/** VirtualBox's words for the states of a VM, and what they mean for us. A word not listed is `unknown`. */
const states: Readonly<Record<string, VmState>> = {
  poweroff: 'off',
  teleported: 'off',
  saved: 'saved',
  'aborted-saved': 'saved',
  aborted: 'crashed',
  gurumeditation: 'crashed',
  running: 'running',
  paused: 'paused',
  starting: 'changing',
  stopping: 'changing',
  saving: 'changing',
  restoring: 'changing',
  settingup: 'changing',
  snapshotting: 'changing',
  livesnapshotting: 'changing',
  onlinesnapshotting: 'changing',
  restoringsnapshot: 'changing',
  deletingsnapshot: 'changing',
  deletingsnapshotlive: 'changing',
  deletingsnapshotlivepaused: 'changing',
  teleporting: 'changing',
  teleportingin: 'changing',
  teleportingpausedvm: 'changing',
};

export const missingVm: VmView = { state: 'missing', rawState: 'missing', natRules: [], hasNat: false };

/**
 * Reads `VBoxManage showvminfo <vm> --machinereadable`: lines `key="value"`, `key=value` or `"key"="value"`.
 * Values are not escaped, so one may hold quotes, and one (`description`) may go over several lines that
 * look like any other. The first line of a key counts, the description being near the end, and NAT rules
 * count only between `nic1=` and the next `nicN=`, which is where VirtualBox prints those of NIC 1.
 */
export function parseShowVmInfo(output: string): Reading<VmView> {
  const first = new Map<string, string>();
  const natRules: NatRule[] = [];
  let nic = 1;
  for (const line of output.split(/\r?\n/)) {
    const pair = parseLine(line);
    if (pair === undefined) continue;
    const { key, value } = pair;
    const nicKey = /^nic(\d+)$/.exec(key);
    if (nicKey !== null && !first.has(key)) nic = Number(nicKey[1]);
    if (nic === 1 && /^Forwarding\(\d+\)$/.test(key)) natRules.push(...parseRule(value));
    if (!first.has(key)) first.set(key, value);
  }
  const rawState = first.get('VMState');
  if (rawState === undefined || rawState === '') {
    const hint = /inaccessible/i.test(output) ? ': VirtualBox calls the VM inaccessible' : '';
    return unreadable(`VBoxManage showvminfo printed no VMState${hint}`);
  }
  const hostOnly = findHostOnly(first);
  const logFolder = first.get('LogFldr');
  return read({
    state: stateOf(rawState),
    rawState,
    natRules,
    hasNat: first.get('nic1') === 'nat',
    ...(hostOnly === undefined ? {} : { hostOnly }),
    ...(logFolder === undefined || logFolder === '' ? {} : { logFolder }),
  });
}

function stateOf(rawState: string): VmState {
  const word = rawState.toLowerCase();
  return Object.hasOwn(states, word) ? (states[word] ?? 'unknown') : 'unknown';
}

function parseLine(line: string): { key: string; value: string } | undefined {
  const match = /^(?:"([^"]*)"|([^"=\s][^=]*))=(.*)$/s.exec(line);
  if (match === null) return undefined;
  const [, quoted, bare = '', raw = ''] = match;
  const value = raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw;
  return { key: quoted ?? bare, value };
}

/** `name,protocol,host ip,host port,guest ip,guest port`. Older versions let commas into names, so read from the right. */
function parseRule(value: string): NatRule[] {
  const fields = value.split(',');
  if (fields.length < 6) return [];
  const [protocol, hostIp = '', hostPort = '', guestIp = '', guestPort = ''] = fields.slice(-5);
  const name = fields.slice(0, -5).join(',');
  if (protocol !== 'tcp' && protocol !== 'udp') return [];
  const ports = { hostPort: portOf(hostPort), guestPort: portOf(guestPort) };
  if (ports.hostPort === undefined || ports.guestPort === undefined) return [];
  return [{ name, protocol, hostIp, guestIp, hostPort: ports.hostPort, guestPort: ports.guestPort }];
}

/** An empty port is printed for a rule made without one; it is 0 here, which no forward can use. */
function portOf(text: string): number | undefined {
  if (!/^\d{0,5}$/.test(text) || Number(text) > 65_535) return undefined;
  return Number(text);
}

/** The lowest NIC with a host-only adapter, or, from VirtualBox 7 on macOS, a host-only network. */
function findHostOnly(values: ReadonlyMap<string, string>): VmView['hostOnly'] {
  const found = [...values].flatMap(([key, name]) => {
    const match = /^(hostonlyadapter|hostonly-network)(\d+)$/.exec(key);
    if (match === null || name === '') return [];
    const kind = match[1] === 'hostonlyadapter' ? ('adapter' as const) : ('network' as const);
    return [{ kind, name, nic: Number(match[2]) }];
  });
  const [lowest] = found.sort((a, b) => a.nic - b.nic);
  return lowest === undefined ? undefined : { kind: lowest.kind, name: lowest.name };
}
