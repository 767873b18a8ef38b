import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../platform/process/run.ts';

const folder = '/Library/Application Support/VirtualBox';
export const startupScript = `${folder}/LaunchDaemons/VirtualBoxStartup.sh`;

export interface DriverQuestion {
  readonly platform: NodeJS.Platform;
  /** `VirtualBox 6.1.32`, or undefined when it does not say. */
  readonly version: string | undefined;
  readonly runningMachines: readonly string[];
  readonly vpns: readonly string[];
  /** VirtualBox's own, as `VBoxSVC (123)`; they keep the extensions from being unloaded, VMs of others too. */
  readonly processes: readonly string[];
  /** Prefix of every path, for tests. */
  readonly root?: string;
}

/** Why VirtualBox's kernel extensions cannot or need not be loaded anew; undefined when they may. */
export function whyNotRestart(question: DriverQuestion): string | undefined {
  const { platform, version, runningMachines, vpns, processes, root = '' } = question;
  if (platform !== 'darwin') return 'only macOS has the kernel extensions this loads anew';
  const major = Number(/(\d+)\./.exec(version ?? '')?.[1] ?? 0);
  if (major >= 7)
    return 'VirtualBox 7 and later have no kernel extensions on macOS; there is nothing to restart';
  if (!existsSync(`${root}${folder}/VBoxDrv.kext`) || !existsSync(`${root}${startupScript}`))
    return `there are no kernel extensions in ${folder}`;
  if (runningMachines.length > 0)
    return `these VMs run and would lose their drivers: ${runningMachines.join(', ')}; stop them, and quit VirtualBox`;
  if (vpns.length > 0)
    return `${vpns.join(', ')} is connected; the network would not get its route; disconnect first`;
  if (processes.length > 0)
    return `VirtualBox still runs: ${processes.join(', ')}; shut its other VMs down and quit it`;
  return undefined;
}

/** The processes of VirtualBox, of any user, as `VBoxSVC (123)`; none when ps does not say. */
export async function readVirtualBoxProcesses(run: Run, ps: string): Promise<readonly string[]> {
  const ran = await run(ps, ['-axo', 'pid=,comm='], { timeoutMs: 3000 });
  return ran.kind === 'ran' && ran.exitCode === 0 ? virtualBoxAmong(ran.stdout) : [];
}

/** `comm` is the whole path on a Mac, and the name, cut at 15 bytes, on Linux. */
export function virtualBoxAmong(ps: string): readonly string[] {
  return ps.split('\n').flatMap((line) => {
    const [, pid = '', command = ''] = /^\s*(\d+)\s+(.+?)\s*$/.exec(line) ?? [];
    const name = path.posix.basename(command);
    return /^(VBox(SVC|Headless|XPCOMIPCD|Net\w+)|VirtualBox(VM)?)$/.test(name) ? [`${name} (${pid})`] : [];
  });
}
