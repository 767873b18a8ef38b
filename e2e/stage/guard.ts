/**
 * A shell that outlives the stage by a moment: when the stage ends in whatever way, its pipe closes, and the
 * guard ends what the stage had started and removes its directory.
 */
import { spawn } from 'node:child_process';

export interface Guard {
  /** Lets the guard go, to find nothing left to do. Resolves when it has ended. */
  release(): Promise<void>;
}

// A process is ended only while its command line names this stage, so that a reused id never is.
const script = `
root=$1
while read -r _; do :; done
ours() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\\0' ' ' < "/proc/$1/cmdline"; else ps -ww -o args= -p "$1"; fi 2>/dev/null |
    grep -qF "$root"
}
for file in "$root"/pids/* "$root"/guests/*/var/run/docker.pid; do
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  ours "$pid" && kill -9 "$pid"
done
[ -e "$root/answers/monitor" ] && echo >> "$root/answers/monitor"
rm -rf "$root" || { sleep 1; rm -rf "$root"; }
`;

export function startGuard(root: string): Guard {
  const child = spawn('/bin/sh', ['-c', script, 'guard', root], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Its own group: an interrupt from the keyboard must not end it before its work is done.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.unref();
  return {
    release() {
      child.ref();
      child.stdin.end();
      return ended;
    },
  };
}
