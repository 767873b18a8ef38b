import { spawn } from 'node:child_process';
import type { LabNames } from './names.ts';

/**
 * A shell that outlives the process that holds a lab by a moment: when that ends in whatever way, its pipe
 * closes, and the guard removes the folder and the control groups. What runs in the lab ends by itself, with
 * its holders; the guard ends no process, so it can never end a wrong one.
 */
export function startGuard(names: LabNames): { readonly release: () => void } {
  const child = spawn('/bin/sh', ['-c', script, 'guard', names.root, `fairlead-lab-${names.id}-*`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own: Ctrl-C must not end it before its work is done.
    detached: true,
  });
  child.unref();
  child.stdin.on('error', () => undefined);
  return { release: () => child.stdin.end() };
}

// Moved away first, so that a lab of the same name can be started while this one goes. Control groups empty
// only when the last process in them has been reaped.
const script = `
root=$1 pattern=$2
while read -r _; do :; done
mv "$root" "$root.gone" 2> /dev/null || exit 0
rm -f "$root.log"
for _ in $(seq 200); do
  rm -rf "$root.gone"
  groups=$(find /sys/fs/cgroup -maxdepth 2 -type d -name "$pattern" 2> /dev/null)
  [ -z "$groups" ] && [ ! -e "$root.gone" ] && exit 0
  [ -z "$groups" ] || find $groups -depth -type d -exec rmdir {} ';' 2> /dev/null
  sleep 0.1
done`;
