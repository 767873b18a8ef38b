import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

export function addDemo(line: CommandLine, program: Command): void {
  program
    .command('demo')
    .summary('show the main job on a make-believe Mac')
    .description('Show the main job on a make-believe Mac.')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[arguments...]', '--story <name>, --keep, --json; see fairlead demo --help')
    .action(async (args: readonly string[]) => {
      const code = await runDemo(args);
      const isKnown = code === exitCodes.ok || code === exitCodes.usage || code === exitCodes.interrupted;
      line.exitCode = isKnown ? code : exitCodes.failed;
    });
}

/** The demo is a program of its own beside the bundle: it brings a whole stage along. */
function runDemo(args: readonly string[]): Promise<number> {
  const file = ['./stage/demo.js', '../../../dist/stage/demo.js']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find(existsSync);
  if (file === undefined)
    throw new CommandError('not-built', 'the demo is not built', { hint: 'npm run build' });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
