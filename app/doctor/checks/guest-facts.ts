import type { Guest } from '../../ports.ts';
import type { Machine } from '../../machine/machine.ts';

/** What a machine says of itself over SSH. */
export interface GuestFacts {
  /** Seconds the guest's clock is ahead of this computer's; negative when it is behind. */
  readonly clockAheadS: number;
  /** Percent in use of the disk that holds the engine's data. */
  readonly diskPercent: number | undefined;
  readonly engine: 'runs' | 'stale-pid' | 'stopped';
  readonly resolvers: readonly string[];
  readonly mtu: number | undefined;
}

/** Whom a machine asks for names, and whether it is answered. */
export interface GuestNames {
  readonly resolvers: readonly string[];
  readonly resolves: boolean;
}

/** A name every engine needs. */
export const registryName = 'registry-1.docker.io';

/** One command, so that a slow session is paid for once. The engine's pid file and process are told apart. */
const script = [
  'echo clock $(date -u +%s)',
  "echo disk $(df -P /var/lib/docker 2>/dev/null | tail -n 1 | awk '{print $5}')",
  'p=$(cat /var/run/docker.pid 2>/dev/null); if [ -n "$p" ] && [ -d "/proc/$p" ]; then echo engine runs; elif [ -n "$p" ]; then echo engine stale-pid; else echo engine stopped; fi',
  "echo resolvers $(awk '/^nameserver/{print $2}' /etc/resolv.conf 2>/dev/null)",
  'echo mtu $(cat /sys/class/net/eth0/mtu 2>/dev/null)',
].join('; ');

export async function readGuestFacts(guest: Guest, machine: Machine): Promise<GuestFacts> {
  await using session = await guest.connect(machine);
  const before = Date.now();
  const { stdout } = await session.run(script, { timeoutMs: 5000 });
  return parseGuestFacts(stdout, (before + Date.now()) / 2);
}

/** Killed after three seconds: busybox asks a resolver that is silent several times. */
const namesScript = [
  "echo resolvers $(awk '/^nameserver/{print $2}' /etc/resolv.conf 2>/dev/null)",
  `(nslookup ${registryName} >/dev/null 2>&1 || getent hosts ${registryName} >/dev/null 2>&1) & p=$!`,
  '(sleep 3; kill $p) >/dev/null 2>&1 & k=$!',
  'if wait $p; then echo resolves yes; else echo resolves no; fi',
  'kill $k 2>/dev/null; :',
].join('\n');

export async function readGuestNames(guest: Guest, machine: Machine): Promise<GuestNames> {
  await using session = await guest.connect(machine);
  const { stdout } = await session.run(namesScript, { timeoutMs: 5000 });
  return parseGuestNames(stdout);
}

export function parseGuestNames(text: string): GuestNames {
  const answer = /^resolves (yes|no)\s*$/m.exec(text)?.[1];
  if (answer === undefined) throw new Error('the machine did not say whether it resolves names');
  const resolvers = /^resolvers (.*)$/m.exec(text)?.[1] ?? '';
  return { resolvers: resolvers.split(/\s+/).filter((one) => one !== ''), resolves: answer === 'yes' };
}

export function parseGuestFacts(text: string, now: number): GuestFacts {
  const fields = new Map(
    text.split(/\r?\n/).map((line) => {
      const [key = '', ...rest] = line.trim().split(/\s+/);
      return [key, rest] as const;
    }),
  );
  const first = (key: string): string => fields.get(key)?.[0] ?? '';
  const clock = Number(first('clock'));
  if (!Number.isInteger(clock) || clock <= 0) throw new Error('the machine did not say what time it is');
  const disk = /^(\d{1,3})%$/.exec(first('disk'))?.[1];
  const mtu = /^\d{3,5}$/.exec(first('mtu'))?.[0];
  const engine = first('engine');
  return {
    clockAheadS: Math.round(clock - now / 1000),
    diskPercent: disk === undefined ? undefined : Number(disk),
    engine: engine === 'stale-pid' || engine === 'stopped' ? engine : 'runs',
    resolvers: fields.get('resolvers') ?? [],
    mtu: mtu === undefined ? undefined : Number(mtu),
  };
}
