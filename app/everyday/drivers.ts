import { existsSync } from 'node:fs';

const folder = '/Library/Application Support/VirtualBox';
export const startupScript = `${folder}/LaunchDaemons/VirtualBoxStartup.sh`;

export interface DriverQuestion {
  readonly platform: NodeJS.Platform;
  /** `VirtualBox 6.1.32`, or undefined when it does not say. */
  readonly version: string | undefined;
  readonly runningMachines: readonly string[];
  readonly vpns: readonly string[];
  /** Prefix of every path, for tests. */
  readonly root?: string;
}

/** Why VirtualBox's kernel extensions cannot or need not be loaded anew; undefined when they may. */
export function whyNotRestart(question: DriverQuestion): string | undefined {
  const { platform, version, runningMachines, vpns, root = '' } = question;
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
  return undefined;
}
