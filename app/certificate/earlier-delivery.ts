import type { Clock, GuestSession } from '../ports.ts';
import type { GuestLayout } from './guest-layout.ts';
import { quote } from '../machine/guest-command.ts';
import { placesOf } from './guest-script.ts';

export interface EarlierDelivery {
  readonly session: GuestSession;
  readonly layout: GuestLayout;
  readonly clock: Clock;
}

/**
 * Ends a delivery that another process of ours left unfinished: one that still waits is told to go back, one
 * whose script has died is cleared away, and an engine it left stopped is started. Answers what is in the
 * way; undefined when nothing is. Harmless to call at any time.
 */
export async function clearEarlierDelivery({
  session,
  layout,
  clock,
}: EarlierDelivery): Promise<string | undefined> {
  const until = clock.monotonic() + 120_000;
  for (;;) {
    const { stdout, exitCode, stderr } = await session.run(`sudo -n sh -c ${quote(look(layout))}`, {
      timeoutMs: 60_000,
    });
    if (exitCode !== 0)
      return `sudo in the machine asks for a password or fails: ${stderr.trim().split('\n')[0]?.slice(0, 200) ?? ''}`;
    if (!stdout.startsWith('busy')) return undefined;
    if (clock.monotonic() > until) return 'another exchange of the certificate is going on in the machine';
    await new Promise<void>((resolve) => {
      clock.after(500, resolve);
    });
  }
}

/**
 * The process id in the lock may have been given to another process since, after a restart of the machine: the
 * script is known by its own words on its command line. Without /proc the process id has to do.
 */
function look(layout: GuestLayout): string {
  const { lock, word, status, incoming, certificate } = placesOf(layout);
  const start = layout.kind === 'boot2docker' ? bootToDockerStart : 'systemctl start docker';
  return `
lock=${quote(lock)}
if [ -d "$lock" ]; then
  pid=$(cat "$lock/pid" 2>/dev/null)
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    if [ ! -e "/proc/$pid/cmdline" ] || grep -q fairlead-lock "/proc/$pid/cmdline"; then
      read -r name rest <${quote(status)} 2>/dev/null
      printf "%s roll-back\\n" "$name" >${quote(word)}
      echo busy
      exit 0
    fi
  fi
  ${start}
  rm -rf "$lock"
fi
rm -f ${[incoming, word, `${word}.tmp`, status, `${status}.tmp`, `${certificate}.fairlead-old`].map(quote).join(' ')}
echo clear
`;
}

const bootToDockerStart = `engine=$(cat /var/run/docker.pid 2>/dev/null)
  if [ -z "$engine" ] || ! kill -0 "$engine" 2>/dev/null; then /etc/init.d/docker start >/dev/null 2>&1; fi`;
