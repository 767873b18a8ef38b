import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { manPage } from '../man-page.ts';

/** For the build, which writes dist/man/fairlead.1; nobody else needs it, so no manual names it. */
export function addManualPage(line: CommandLine, program: Command): void {
  const command = program.command('manual-page', { hidden: true });
  line.does(command, () => {
    line.world.stdout.write(manPage(program));
    return Promise.resolve(undefined);
  });
}
