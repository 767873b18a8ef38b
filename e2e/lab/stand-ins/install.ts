import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../command.ts';
import type { LabNames } from '../names.ts';
import { findProgram } from '../needs.ts';
import type { Place } from '../place.ts';

/** Writes the commands the daemon under test finds on the Mac. */
export function writeMacTools(names: LabNames): void {
  const bundled = path.join(names.repository, 'dist/stage/mac-command.js');
  const socat = `socat -t 5 - UNIX-CONNECT:${names.macSocket}`;
  // Standard output or a complaint; these commands end with status 0 in either case, as the Mac's do.
  const asking = (question: string): string => `said=$(${question} | ${socat}) || exit 70
case $said in
  'complaint: '*) printf '%s\\n' "\${said#complaint: }" >&2 ;;
  *) printf '%s\\n' "$said" ;;
esac`;
  const asked = (tool: string): string => asking(`printf '%s\\n' ${tool} "$@"`);
  const tools: Readonly<Record<string, string>> = {
    netstat: asked('netstat'),
    ifconfig: asked('ifconfig'),
    // Changes and the monitor are programs of their own: whether one may change routes depends on who runs it.
    route: `case " $* " in *' get '*) ;; *) exec ${names.node} ${bundled} route "$@" ;; esac\n${asked('route')}`,
    scutil: `if [ $# -gt 0 ]; then set -- scutil "$@"; ${asking(`printf '%s\\n' "$@"`)}\nexit; fi
${asking('{ echo scutil; cat; }')}`,
    VBoxManage: vboxmanage(names.virtualBoxSocket),
    // For a person in the lab's shell.
    fairlead: `exec ${names.node} ${path.join(names.repository, 'dist/fairlead.js')} "$@"`,
  };
  for (const [name, line] of Object.entries(tools)) {
    const file = path.join(names.bin, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }
  // It may stand where the user of the Mac cannot look.
  const dockerMachine = findProgram('docker-machine');
  if (dockerMachine !== undefined) copyFileSync(dockerMachine, path.join(names.bin, 'docker-machine'));
}

/** Starts what answers the Mac's reading commands; resolves when it does. */
export async function serveMacTools(names: LabNames, mac: Place): Promise<void> {
  let serving = false;
  const bundled = path.join(names.repository, 'dist/stage/mac-command.js');
  mac.start([names.node, bundled, 'serve', names.macSocket], {
    line: (text) => {
      if (text === 'serving') serving = true;
    },
  });
  await until("the Mac's commands answer", 10_000, () => (serving ? true : undefined));
}

/**
 * Hands its command line to the lab, which knows the VMs, as VBoxManage does to VBoxSVC. The answer begins with
 * its exit code and how many of its lines are standard output; the others are its complaint.
 */
function vboxmanage(socket: string): string {
  return `if [ "$1 $2" = 'convertfromraw stdin' ]; then
  head=$(mktemp) || exit 1
  # Where a disk begins is all that anybody writes to it before it is one; what follows are gigabytes of zeros.
  head -c 1048576 > "$head"
  cat > /dev/null
  shift 2
  set -- convertfromraw "$head" "$@"
fi
printf '%s\\n' "$@" | socat -t 60 - UNIX-CONNECT:${socket} | {
  read -r status count || {
    echo 'VBoxManage: error: Failed to create the VirtualBox object!' >&2
    exit 1
  }
  while [ "$count" -gt 0 ] && IFS= read -r line; do
    printf '%s\\n' "$line"
    count=$((count - 1))
  done
  cat >&2
  [ -z "$head" ] || rm -f "$head"
  exit "$status"
}`;
}
