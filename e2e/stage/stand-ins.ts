/**
 * The stand-in executables. What only reads is a shell script that prints a file, because a daemon that
 * must answer within 300 ms cannot wait for an interpreter to start several times; what changes the world
 * asks the stage through a small program.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface StandInPaths {
  readonly netstat: string;
  readonly route: string;
  readonly ifconfig: string;
  readonly scutil: string;
  readonly sudo: string;
  readonly lsof: string;
  readonly ps: string;
  readonly vboxmanage: string;
}

export interface StandInOptions {
  readonly folder: string;
  /** Directory the world is mirrored into. */
  readonly answers: string;
  /** Unix socket of the stage. */
  readonly socket: string;
  /** The program that asks the stage. */
  readonly client: string;
  readonly node: string;
}

export function writeStandIns(options: StandInOptions): StandInPaths {
  mkdirSync(options.folder, { recursive: true });
  const scripts = { netstat, route, ifconfig, scutil, sudo, lsof, ps, vboxmanage };
  const paths = Object.entries(scripts).map(([name, script]): [string, string] => {
    const file = path.join(options.folder, name === 'vboxmanage' ? 'VBoxManage' : name);
    writeFileSync(file, `#!/bin/sh\n${prelude(options)}${script}`);
    chmodSync(file, 0o755);
    return [name, file];
  });
  return Object.fromEntries(paths) as unknown as StandInPaths;
}

function prelude({ answers, socket, client, node }: StandInOptions): string {
  return [
    `answers=${quoted(answers)}`,
    `here=\${0%/*}`,
    `ask() { name=$1; shift; exec ${[node, client, socket].map(quoted).join(' ')} "$name" "$@"; }`,
    `complain() { printf '%s\\n' "$2" >&2; exit "$1"; }`,
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const netstat = `
case " $* " in
  *" -f inet "*|*" -finet "*) exec cat "$answers/netstat/inet" ;;
  *r*) exec cat "$answers/netstat/all" ;;
esac
complain 1 'netstat: this stand-in only prints the routing table (-nr)'
`;

// monitor: its reader may be killed, and it only notices at its next word; so its id is written down.
// get: one address without options has its answer ready; everything else is put to the stage.
const route = `
case "$1 $2" in
  '-n monitor')
    echo $$ > "$answers/../pids/monitor.$$" || exit 1
    exec tail -n 0 -f "$answers/monitor" ;;
esac
if [ "$#" -eq 3 ] && [ "$1 $2" = '-n get' ] && [ -f "$answers/route-get/$3" ]; then
  [ -s "$answers/route-get/$3" ] && exec cat "$answers/route-get/$3"
  echo 'route: writing to routing socket: not in table' >&2
  exit 0
fi
ask route "$@"
`;

const ifconfig = `
case "$1" in
  ''|-a) exec cat "$answers/ifconfig/all" ;;
  -l) exec cat "$answers/ifconfig/list" ;;
esac
[ -f "$answers/ifconfig/of/$1" ] && exec cat "$answers/ifconfig/of/$1"
complain 1 "ifconfig: interface $1 does not exist"
`;

const scutil = `
case "$1 $2" in
  '--nc list') exec cat "$answers/scutil/nc" ;;
  '--nwi ') exec cat "$answers/scutil/nwi" ;;
esac
[ "$#" -eq 0 ] || complain 64 'usage: scutil'
show() {
  case "$1" in
    *..*|'') echo '  No such key' ;;
    *) if [ -f "$answers/scutil/$1" ]; then cat "$answers/scutil/$1"; else echo '  No such key'; fi ;;
  esac
}
kept=
while read -r verb key rest; do
  case "$verb" in
    show) show "$key" ;;
    get) kept=$key; [ -f "$answers/scutil/$key" ] || echo '  No such key' ;;
    d.show) [ -n "$kept" ] && [ -f "$answers/scutil/$kept" ] && cat "$answers/scutil/$kept" ;;
    list)
      number=0
      grep -Ex -- "\${key:-.*}" "$answers/scutil/keys" | while read -r found; do
        echo "  subKey [$number] = $found"
        number=$((number + 1))
      done
      grep -Eqx -- "\${key:-.*}" "$answers/scutil/keys" || echo '  no key' ;;
    quit|exit) exit 0 ;;
  esac
done
exit 0
`;

// A drop-in of sudoers allows exactly the route command, so that is all that runs here without a password.
const sudo = `
list=
while :; do
  case "$1" in
    -n|--non-interactive|-k|-H) shift ;;
    -l|--list) list=yes; shift ;;
    --) shift; break ;;
    -*) complain 1 'sudo: this stand-in knows -n, -k, -H and -l' ;;
    *) break ;;
  esac
done
read -r permission < "$answers/permission"
if [ "$permission" != granted ] || { [ "$1" != "$here/route" ] && [ "$1" != route ]; }; then
  complain 1 'sudo: a password is required'
fi
if [ -n "$list" ]; then echo "$@"; exit 0; fi
shift
FAIRLEAD_STAGE_ROOT=1 exec "$here/route" "$@"
`;

const lsof = `
port=
fields=
for word in "$@"; do
  case "$word" in
    -iTCP:*|-itcp:*) port=\${word#-i*:} ;;
    -iTCP@*:*) port=\${word##*:} ;;
    -F*) fields=.fields ;;
  esac
done
if [ -n "$port" ] && [ -f "$answers/lsof/$port$fields" ]; then exec cat "$answers/lsof/$port$fields"; fi
exit 1
`;

const ps = `
pid=
while [ "$#" -gt 0 ]; do
  case "$1" in
    -p) pid=$2; shift ;;
    -p*) pid=\${1#-p} ;;
  esac
  shift
done
[ -n "$pid" ] || exec cat "$answers/ps/all"
[ -f "$answers/ps/$pid" ] && exec cat "$answers/ps/$pid"
exit 1
`;

const vboxmanage = `
case "$1" in
  list) [ "$#" -eq 2 ] && [ -f "$answers/vboxmanage/list/$2" ] && exec cat "$answers/vboxmanage/list/$2" ;;
  --version|-v) exec cat "$answers/vboxmanage/version" ;;
  showvminfo)
    if [ "$#" -eq 3 ] && [ "$3" = --machinereadable ] && [ -f "$answers/vboxmanage/vm/$2" ]; then
      exec cat "$answers/vboxmanage/vm/$2"
    fi ;;
esac
ask VBoxManage "$@"
`;
