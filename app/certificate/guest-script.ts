import { quote } from '../machine/guest-command.ts';
import type { GuestLayout } from './guest-layout.ts';

/** The files of one delivery, all beside the certificate, so that every move is a rename. */
export interface DeliveryPlaces {
  readonly certificate: string;
  /** The new certificate, complete, until it is moved into place. */
  readonly incoming: string;
  /** What the script last said: `<delivery> <state> <reason>`. */
  readonly status: string;
  /** What we tell the script: `<delivery> confirmed` or `<delivery> roll-back`. */
  readonly word: string;
  /** A directory that exists while the script runs; holds its process id. */
  readonly lock: string;
}

export function placesOf({ certificate }: GuestLayout): DeliveryPlaces {
  return {
    certificate,
    incoming: `${certificate}.fairlead-new`,
    status: `${certificate}.fairlead-status`,
    word: `${certificate}.fairlead-word`,
    lock: `${certificate}.fairlead-lock`,
  };
}

/**
 * Stamp of a delivery, part of its file names: `20261122T061840123Z`. To the millisecond, because one delivery can
 * follow another at once: putting a certificate back right after it was renewed.
 */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:.]/g, '');
}

/** A stamp as it stands in file names; those of earlier versions end with the second. */
export const stampPattern = String.raw`\d{8}T\d{6}(?:\d{3})?Z`;

export interface ScriptRequest {
  readonly layout: GuestLayout;
  /** Names this delivery in status and word: its stamp. */
  readonly delivery: string;
  readonly backup: string;
  /** Seconds the script waits to be told that the new certificate verifies. */
  readonly confirmSeconds: number;
  /** Seconds the engine has to come up, that is to write its process id. */
  readonly startSeconds: number;
}

/**
 * The script that swaps the certificate and restarts the engine, in POSIX sh (busybox ash). It runs on its own
 * once started: if SSH breaks or Fairlead dies at any moment, nobody confirms, and it goes back to the old
 * certificate by itself. It never ends with the engine stopped if the engine can be started at all.
 */
export function deliveryScript(request: ScriptRequest): string {
  const { layout, delivery, backup, confirmSeconds, startSeconds } = request;
  const places = placesOf(layout);
  return `
# Handled, not ignored: the engine started from here would inherit an ignored signal.
trap : HUP INT TERM PIPE
delivery=${quote(delivery)}
start_seconds=${startSeconds}
certificate=${quote(places.certificate)}
incoming=${quote(places.incoming)}
backup=${quote(backup)}
status=${quote(places.status)}
word=${quote(places.word)}
lock=${quote(places.lock)}

say() { printf "%s %s %s\\n" "$delivery" "$1" "$2" >"$status.tmp" && mv -f "$status.tmp" "$status"; }
finish() { say "$1" "$2"; rm -f "$incoming" "$word"; rm -rf "$lock"; exit 0; }
if sleep 0.1 2>/dev/null; then tick=0.1; second=10; else tick=1; second=1; fi
${engineFunctions[layout.kind]}
restore() {
  reason=$1
  say rolling-back "$reason"
  stop_engine
  cp -p "$backup" "$certificate.fairlead-old" && mv -f "$certificate.fairlead-old" "$certificate" || reason="$reason; the old certificate could not be put back"
  start_engine || reason="$reason; the engine did not start again"
  finish rolled-back "$reason"
}

mkdir "$lock" 2>/dev/null || exit 75
echo "$$" >"$lock/pid"
rm -f "$word"
if [ -e "$backup" ] || ! cp -p "$certificate" "$backup" || ! cmp -s "$certificate" "$backup"; then
  finish failed "the certificate in use could not be backed up"
fi
say stopping
if ! stop_engine; then
  start_engine
  finish failed "the engine did not stop in time"
fi
if ! mv -f "$incoming" "$certificate"; then
  start_engine
  finish failed "the new certificate could not be moved into place"
fi
say starting
start_engine || restore "the engine did not start with the new certificate"
say waiting

count=0
down=0
while [ "$count" -lt $((${confirmSeconds} * second)) ]; do
  said=$(cat "$word" 2>/dev/null)
  if [ "$said" = "$delivery confirmed" ]; then finish delivered; fi
  if [ "$said" = "$delivery roll-back" ]; then restore "Fairlead asked for the old certificate"; fi
  if [ $((count % second)) -eq 0 ]; then
    if running; then down=0; else down=$((down + 1)); fi
    if [ "$down" -gt 3 ]; then restore "the engine did not stay up with the new certificate"; fi
  fi
  sleep "$tick"
  count=$((count + 1))
done
restore "nobody confirmed the new certificate within ${confirmSeconds} seconds"
`;
}

/**
 * boot2docker up to 18.06 restarts with "stop && sleep 1 && start": an engine that takes longer to stop makes
 * the new one fail on its port, and none is left. So: stop, wait for the process to be gone, start. A process
 * that has ended but has not been waited for (state Z) counts as gone.
 *
 * Under systemd the whole restart is one job of process 1, which nothing that happens to us can cut in two.
 */
const engineFunctions: Record<GuestLayout['kind'], string> = {
  boot2docker: `
alive() { kill -0 "$1" 2>/dev/null && ! grep -q ") Z " "/proc/$1/stat" 2>/dev/null; }
running() { pid=$(cat /var/run/docker.pid 2>/dev/null) && [ -n "$pid" ] && alive "$pid"; }
stop_engine() {
  old=$(cat /var/run/docker.pid 2>/dev/null)
  /etc/init.d/docker stop
  waited=0
  late=0
  while [ -n "$old" ] && alive "$old" && [ "$waited" -lt $((300 * second)) ]; do
    sleep "$tick"
    waited=$((waited + 1))
    if [ "$waited" -ge $((30 * second)) ]; then late=1; fi
  done
  return "$late"
}
start_engine() {
  running || /etc/init.d/docker start
  waited=0
  while ! running; do
    if [ "$waited" -ge $((start_seconds * second)) ]; then return 1; fi
    sleep "$tick"
    waited=$((waited + 1))
  done
}`,
  systemd: `
running() { systemctl is-active docker >/dev/null 2>&1; }
stop_engine() { :; }
start_engine() {
  systemctl daemon-reload
  systemctl reset-failed docker
  systemctl -f restart docker
  running
}`,
};
