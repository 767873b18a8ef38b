import { handOver } from '../../platform/process/hand-over.ts';
import { sudoArguments } from './prompt.ts';

/** Never the one of the settings: whoever could change them could name a program that keeps the password. */
const sudo = '/usr/bin/sudo';

/** Has sudo ask in this terminal; its exit code. Throws when there is no sudo. */
export function askInTerminal(script: string, why: string): Promise<number> {
  return handOver(sudo, sudoArguments(script, why), { output: 'stderr' });
}
