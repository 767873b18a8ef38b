import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LabNames } from '../names.ts';

/** Writes the commands the daemon under test finds on the Mac. */
export function writeMacTools(names: LabNames): void {
  const script = (file: string): string => path.join(names.repository, 'e2e/lab/stand-ins', file);
  // Bundled, since each of these runs many times and must not take longer than the real one by much.
  const bundled = path.join(names.repository, 'dist/mac-command.js');
  const macos = (tool: string): string => `exec ${names.node} ${bundled} ${tool} "$@"`;
  const tools: Readonly<Record<string, string>> = {
    netstat: macos('netstat'),
    route: macos('route'),
    ifconfig: macos('ifconfig'),
    scutil: macos('scutil'),
    VBoxManage: `exec ${names.node} ${script('vboxmanage.mjs')} ${names.virtualBoxSocket} "$@"`,
  };
  for (const [name, line] of Object.entries(tools)) {
    const file = path.join(names.bin, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }
}
