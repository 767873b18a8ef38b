/**
 * A shell that outlives the stage by a moment: when the stage ends in whatever way, its pipe closes, and the
 * guard ends what the stage had started and removes its directory.
 */
import { spawn } from 'node:child_process';

export interface Guard {
  /** Lets the guard do its work now. Resolves when nothing is left. */
  release(): Promise<void>;
}

// The directory is moved away first: from then on nothing that is just starting can write its id down, find
// what it needs, or stay. A process is ended only while its command line names this stage, so that a reused
// id never is.
const script = `
root=$1
while read -r _; do :; done
ours() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\\0' ' ' < "/proc/$1/cmdline"; else ps -ww -o args= -p "$1"; fi 2>/dev/null |
    grep -qF "$root"
}
mv "$root" "$root.gone" || exit 0
for file in "$root.gone"/pids/* "$root.gone"/guests/*/var/run/docker.pid; do
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  ours "$pid" && kill -9 "$pid"
done
rm -rf "$root.gone" || { sleep 1; rm -rf "$root.gone"; }
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
