import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { until } from './command.ts';
import type { Lab } from './lab.ts';
import { findProgram } from './needs.ts';

/**
 * Holds a command of the lab at an exact moment, so that a test can do something at that moment and not
 * about then. A wish is a shell pattern over `before <command>` and `after <command>`; the first command
 * that fits waits until the gate is opened, and those that follow pass.
 */
export class Gate {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
  }

  /** A gate for sudo and VBoxManage of the Mac, and the settings by which a daemon goes through it. */
  static onMac(lab: Lab): { readonly gate: Gate; readonly settings: Readonly<Record<string, string>> } {
    const { root, bin } = lab.names;
    const gate = new Gate(path.join(root, 'gate'));
    const at = (name: string): string => path.join(bin, `gated-${name}`);
    write(at('sudo'), gated(gate.#folder, findProgram('sudo') ?? '/usr/bin/sudo'));
    write(at('VBoxManage'), gated(gate.#folder, path.join(bin, 'VBoxManage')));
    return { gate, settings: { 'tools.sudo': at('sudo'), 'tools.vboxmanage': at('VBoxManage') } };
  }

  /** A gate for the engine's init script and for sync(1) of a machine that runs. */
  static async onGuest(lab: Lab): Promise<Gate> {
    const folder = path.join(lab.names.vms, 'default/boot2docker/gate');
    const gate = new Gate(folder);
    const inside = '/var/lib/boot2docker/gate';
    write(path.join(folder, 'docker'), gated(inside, '/etc/init.d/docker.real'));
    write(path.join(folder, 'sync'), gated(inside, '/usr/bin/sync'));
    await lab.guest().sh(
      `mv /etc/init.d/docker /etc/init.d/docker.real && cp ${inside}/docker /etc/init.d/docker &&
       cp ${inside}/sync /usr/local/bin/sync`,
    );
    return gate;
  }

  wish(pattern: string): void {
    const file = path.join(this.#folder, 'wish');
    // Complete when it appears.
    writeFileSync(`${file}.new`, `${pattern}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Resolves when a command waits. */
  async reached(limitMs = 20_000): Promise<void> {
    await until('the moment that was wished for', limitMs, () =>
      existsSync(path.join(this.#folder, 'reached')) ? true : undefined,
    );
  }

  open(): void {
    for (const file of ['wish', 'reached']) rmSync(path.join(this.#folder, file), { force: true });
  }
}

/** `mv` decides between two commands that fit at the same time. */
function gated(folder: string, file: string): string {
  const program = path.basename(file, '.real');
  return `#!/bin/sh
hold() {
  read -r wish 2> /dev/null < ${folder}/wish || return 0
  case $1 in $wish) ;; *) return 0 ;; esac
  mv ${folder}/wish ${folder}/reached 2> /dev/null || return 0
  while [ -e ${folder}/reached ]; do sleep 0.02; done
}
hold "before ${program} $*"
${file} "$@"
status=$?
hold "after ${program} $*"
exit $status
`;
}

function write(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}
