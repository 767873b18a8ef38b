import { printableLines } from '../../shared/wording.ts';
import type { CommandError } from './exit-codes.ts';
import type { World } from './world.ts';

/** The sentence on stderr, or with --json the same as an object on stdout. */
export function tell(error: CommandError, argv: readonly string[], world: World): number {
  const { code, message, hint, exitCode } = error;
  if (argv.includes('--json'))
    world.stdout.write(
      `${JSON.stringify({ error: { code, message, ...(hint === undefined ? {} : { hint }) } })}\n`,
    );
  else {
    // It may quote what came from outside.
    world.stderr.write(
      `fairlead: ${printableLines(message)}\n${hint === undefined ? '' : `          ${printableLines(hint)}\n`}`,
    );
    if ((world.environment['FAIRLEAD_DEBUG'] ?? '') !== '') world.stderr.write(`${error.stack ?? ''}\n`);
  }
  return exitCode;
}
