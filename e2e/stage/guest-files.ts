/** The directory that stands for the inside of a boot2docker machine, with the init script of its engine. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { programs } from './programs.ts';

export interface GuestFiles {
  readonly root: string;
  /** Unix socket on which the engine listens in place of port 2376. */
  readonly engineSocket: string;
  readonly pidFile: string;
  /** The engine's running containers and its live-restore, as JSON. */
  readonly containers: string;
  readonly initScript: string;
}

export interface GuestOptions {
  readonly root: string;
  readonly caPem: string;
  readonly serverPem: string;
  readonly serverKeyPem: string;
  /**
   * `old`: restart is stop, one second, start, without waiting for the end (up to boot2docker 18.06), so
   * that an engine slower than that second is left stopped. `new`: it waits.
   */
  readonly generation: 'old' | 'new';
  /** Milliseconds the engine takes to end. */
  readonly engineStopMs: number;
}

function guestFilesAt(root: string): GuestFiles {
  return {
    root,
    engineSocket: path.join(root, 'var/run/e.sock'),
    pidFile: path.join(root, 'var/run/docker.pid'),
    containers: path.join(root, 'var/lib/docker/containers.json'),
    initScript: path.join(root, 'etc/init.d/docker'),
  };
}

export function makeGuestFiles(options: GuestOptions): GuestFiles {
  const files = guestFilesAt(options.root);
  const texts: Record<string, string> = {
    'var/lib/boot2docker/ca.pem': options.caPem,
    'var/lib/boot2docker/server.pem': options.serverPem,
    'var/lib/boot2docker/server-key.pem': options.serverKeyPem,
    'var/lib/boot2docker/profile': profile,
    'var/lib/boot2docker/etc/hostname': 'default\n',
    'var/lib/docker/containers.json': JSON.stringify({ running: [], liveRestore: false }),
    'etc/os-release': 'NAME=Boot2Docker\nVERSION=19.03.12\nID=boot2docker\nID_LIKE=tcl\n',
    'etc/init.d/docker': initScript(files, options),
  };
  for (const folder of ['var/run', 'var/log', 'tmp', 'home/docker'])
    mkdirSync(path.join(options.root, folder), { recursive: true });
  for (const [name, text] of Object.entries(texts)) {
    const file = path.join(options.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: name.endsWith('-key.pem') ? 0o600 : 0o644 });
  }
  chmodSync(files.initScript, 0o755);
  return files;
}

const profile = `
EXTRA_ARGS='
--label provider=virtualbox

'
CACERT=/var/lib/boot2docker/ca.pem
DOCKER_HOST='-H tcp://0.0.0.0:2376'
DOCKER_STORAGE=aufs
DOCKER_TLS=auto
SERVERKEY=/var/lib/boot2docker/server-key.pem
SERVERCERT=/var/lib/boot2docker/server.pem
`;

function initScript(files: GuestFiles, { generation, engineStopMs }: GuestOptions): string {
  const pem = (name: string): string => `"$root/var/lib/boot2docker/${name}.pem"`;
  return `#!/bin/sh
root='${files.root}'
pidfile='${files.pidFile}'

# Where process 1 is slow to collect the dead (a container's often is), a process that ended is still there.
runs() {
  kill -0 "$1" 2>/dev/null && ! grep -q ') Z ' "/proc/$1/stat" 2>/dev/null
}

alive() {
  [ -s "$pidfile" ] && runs "$(cat "$pidfile")"
}

start() {
${generation === 'old' ? '' : "  if alive; then echo 'Docker is already running'; return 1; fi\n"}  '${process.execPath}' '${programs().engine}' --socket '${files.engineSocket}' --pidfile "$pidfile" \\
    --tlscacert ${pem('ca')} --tlscert ${pem('server')} --tlskey ${pem('server-key')} \\
    --containers '${files.containers}' --stop-ms ${engineStopMs} \\
    >> "$root/var/lib/boot2docker/docker.log" 2>&1 < /dev/null &
}

stop() {
  alive || return 0
  pid=$(cat "$pidfile")
  kill "$pid"
${generation === 'old' ? '' : waitForEnd}}

status() {
  if alive; then echo 'Docker is running'; else echo 'Docker is not running'; return 1; fi
}

case "$1" in
  start) start ;;
  stop) stop ;;
  restart) ${generation === 'old' ? 'stop && sleep 1 && start' : 'stop && start'} ;;
  status) status ;;
  *) echo "Usage $0 {start|stop|restart|status}"; exit 1 ;;
esac
`;
}

const waitForEnd = `  waited=0
  while runs "$pid" && [ "$waited" -lt 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
`;
