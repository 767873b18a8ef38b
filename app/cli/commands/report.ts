import path from 'node:path';
import type { Command } from 'commander';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { exitCodes } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';

export function addReport(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'report',
    summary: 'pack what a bug report needs into one archive, without secrets',
    manual: {
      about: [
        'Collects the snapshots, decisions with their reasons, the journal, routes, interfaces, versions, what the doctor finds and the log into one .tar.gz that only you can read. What cannot be collected is named in its manifest.',
        'Keys, certificates, user and host names, home folders, addresses outside the networks of machines, MAC addresses, serial numbers and the names of containers and images are replaced by placeholders, the same thing by the same placeholder. Look into it before you attach it to an issue.',
      ],
      examples: [
        ['fairlead report', 'a file in this folder'],
        ['fairlead report --output /tmp/report.tar.gz', 'another place'],
        ['tar -xzf fairlead-report-*.tar.gz -O | less', 'what is in it'],
      ],
      exits: [3],
    },
  });
  command.option('-o, --output <file>', 'file to write; one that is there is left alone');
  line.does<{ readonly output?: string }>(command, async (session, { output }) => {
    const stamp = new Date(session.world.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const file = path.resolve(output ?? `fairlead-report-${stamp}.tar.gz`);
    const result = await withProgress(session, 'Collecting', () =>
      session.reach((client) => client.report({ file }, session.world.signal)),
    );
    session.print(result, () =>
      [
        `${printable(result.file)} (${Math.ceil(result.bytes / 1024)} KiB, ${result.parts.length} parts)`,
        ...result.missing.map((missing) => `  not collected: ${printable(missing)}`),
        'Names, keys and addresses are taken out; look into it before you attach it to an issue.',
        '',
      ].join('\n'),
    );
    return exitCodes.ok;
  });
}
