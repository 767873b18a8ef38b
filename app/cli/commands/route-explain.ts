import type { Command } from 'commander';
import { contains, formatCidr, parseCidr, parseIpv4, type Cidr } from '../../route/cidr.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { printable } from '../../../shared/wording.ts';
import { styled, wrap } from '../print/terminal.ts';
import { explainTable } from '../route-explain-source.ts';
import type { Session } from '../session.ts';
import { readTableText } from '../table-text.ts';

interface ExplainOptions {
  readonly ip?: string;
  readonly network?: string;
}

/** The address VirtualBox gives the first machine. */
const usualAddress = '192.168.99.100';

export function addExplain(line: CommandLine, group: Command): void {
  const command = line.add(group, {
    usage: 'explain',
    summary: 'say which row of a routing table carries an address, and whether that is a hijack',
    manual: {
      about: [
        'Reads a routing table as netstat -nr prints it on any Mac, from a file or from standard input, and finds the row that carries the address: longest prefix first, rows bound to an interface and rows the kernel cloned left aside. Nothing is looked up on this computer, and no daemon is needed.',
        'The network is the one that should carry the address: by default the /24 around it.',
      ],
      examples: [
        ['netstat -nr | fairlead route explain', 'this Mac, now'],
        ['fairlead route explain table.txt', 'a table somebody sent'],
        ['fairlead route explain --ip 192.168.56.101 --network 192.168.56.0/24 -', 'another network'],
        ['fairlead route explain --json table.txt', 'for programs'],
      ],
    },
  });
  command
    .argument('[file]', 'file to read; - or nothing means standard input')
    .option('--ip <address>', `IPv4 address to look up (default: ${usualAddress})`)
    .option('--network <cidr>', 'host-only network it belongs to (default: the /24 around it)');
  line.does<ExplainOptions>(command, explainCommand);
}

async function explainCommand(
  session: Session,
  options: ExplainOptions,
  [file]: readonly (string | undefined)[],
): Promise<undefined> {
  const question = readQuestion(options);
  const text = await readTableText(file, session.world.stdin);
  const explained = explainTable({ text, ...question });
  if (explained.kind === 'unreadable')
    throw new CommandError('unreadable', `${file ?? 'standard input'}: ${explained.reason}`, {
      hint: 'netstat -nr | fairlead route explain',
    });
  const { value } = explained;
  session.print(value, () => {
    const { paper } = session;
    const sentence = wrap(printable(value.sentence), paper.width);
    const head = styled(paper, value.hijacked ? 'red' : 'bold', sentence);
    return [head, ...value.evidence.map((row) => `  ${printable(row)}`)].map((text) => `${text}\n`).join('');
  });
  return undefined;
}

function readQuestion(options: ExplainOptions): { address: number; network: Cidr | undefined } {
  const network = options.network === undefined ? undefined : parseCidr(options.network);
  if (options.network !== undefined && (network === undefined || !options.network.includes('/')))
    throw wrong(
      `--network ${printable(options.network)} is not a network in CIDR form`,
      '--network 192.168.99.0/24',
    );
  const text = options.ip ?? usualAddress;
  const address = parseIpv4(text);
  if (address === undefined)
    throw wrong(`--ip ${printable(text)} is not an IPv4 address`, `--ip ${usualAddress}`);
  if (network !== undefined && !contains(network, address))
    throw wrong(
      `${text}${options.ip === undefined ? ' (the default of --ip)' : ''} is not in --network ${formatCidr(network)}`,
      'name an address of that network with --ip',
    );
  return { address, network };
}

function wrong(message: string, hint: string): CommandError {
  return new CommandError('usage', message, { hint, exitCode: exitCodes.usage });
}
