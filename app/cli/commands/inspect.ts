import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { chooseKnown, readKnownMachines } from '../everyday/known-machines.ts';
import { CommandError } from '../exit-codes.ts';
import type { Value } from '../go-template/evaluate.ts';
import { filled } from '../go-template/filled.ts';
import { escaped } from '../go-template/words.ts';

export function addInspect(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'inspect',
    summary: "print a machine's configuration",
    manual: {
      about: [
        "Prints the machine's config.json of the store, as docker-machine inspect does, or a part of it through a Go template. The template may use fields, pipelines, if, range, with, and functions such as json, prettyjson, index, eq and printf.",
      ],
      examples: [
        ['fairlead inspect default', 'all of it'],
        ["fairlead inspect -f '{{.Driver.IPAddress}}'", 'one field'],
        ["fairlead inspect -f '{{prettyjson .Driver}}'", 'one part, as JSON'],
      ],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .option('-f, --format <template>', 'print through a Go template');
  line.does<{ readonly format?: string }>(command, async (session, { format }, [name]) => {
    const known = await readKnownMachines(session);
    const { readWholeConfig } = await import('../../everyday/stores.ts');
    const config = await readWholeConfig(chooseKnown(known, name).machine);
    if (config.kind === 'unreadable') throw new CommandError('unreadable', config.reason);
    const text =
      format === undefined || format === ''
        ? escaped(JSON.stringify(config.value, undefined, 4))
        : filled(format, { value: config.value as Value, strict: false });
    // What is asked for is JSON or a text of one's own already.
    session.world.stdout.write(`${text}\n`);
    return undefined;
  });
}
