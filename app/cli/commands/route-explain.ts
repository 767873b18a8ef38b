import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { contains, formatCidr, formatIpv4, parseCidr, parseIpv4, type Cidr } from '../../route/cidr.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Explanation } from '../../route/explain.ts';
import { printable } from '../../../shared/wording.ts';
import { styled, wrap } from '../print/terminal.ts';
import { explainTable } from '../route-explain-source.ts';
import type { Session } from '../session.ts';
import { nameOfText, readTableText } from '../table-text.ts';

interface ExplainOptions {
  readonly ip?: string;
  readonly network?: string;
}

/** 192.168.99.100, which VirtualBox gives the first machine. */
const usualAddress = 0xc0a86364;

export function addExplain(line: CommandLine, group: Command): void {
  const command = line.add(group, {
    usage: 'explain',
    summary: 'say which row of a routing table carries an address, and whether that is a hijack',
    manual: {
      about: [
        'Reads a routing table as netstat -nr prints it on any Mac, from a file or from standard input, whole or as it was copied into a mail or a ticket, and finds the row that carries the address: longest prefix first, rows bound to an interface and rows the kernel cloned left aside. Nothing is looked up on this computer, and no daemon is needed.',
        'The network is the one that should carry the address: by default the /24 around it.',
        'The line Next is the command to type then, on the computer whose table it is.',
        'It ends with 0 whenever the table could be read, whatever the verdict; with --json, "hijacked" says it. Without a table in the text it ends with 1.',
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
    .option(
      '--ip <address>',
      `IPv4 address to look up (default: ${formatIpv4(usualAddress)}, or .100 of --network)`,
    )
    .option('--network <cidr>', 'host-only network it belongs to (default: the /24 around it)');
  line.does<ExplainOptions>(command, explainCommand);
}

async function explainCommand(
  session: Session,
  options: ExplainOptions,
  [file]: readonly (string | undefined)[],
): Promise<ExitCode> {
  if (file !== undefined && parseIpv4(file) !== undefined && !existsSync(file))
    throw wrong(
      `${file} is an address, and what is read is a file with a routing table`,
      `netstat -nr | fairlead route explain --ip ${file}`,
    );
  const question = readQuestion(options);
  const explanation = explainTable({ text: await readTableText(file, session.world.stdin), ...question });
  if (explanation.verdict === 'unreadable') return refuse(session, explanation, nameOfText(file));
  session.print(explanation, () => {
    const { paper } = session;
    const sentence = wrap(printable(explanation.sentence), paper.width);
    const head = styled(paper, explanation.hijacked ? 'red' : 'bold', sentence);
    const rows = explanation.evidence.map((row) => `  ${wrap(printable(row), paper.width - 2, '    ')}`);
    const next = wrap(`Next: ${printable(explanation.next)}`, paper.width);
    return [head, next, ...rows].map((text) => `${text}\n`).join('');
  });
  return exitCodes.ok;
}

/** No table in it. With --json the answer keeps its form, with no rows, no winner and the error. */
function refuse(session: Session, explanation: Explanation, name: string): ExitCode {
  const reason = `${explanation.sentence.charAt(0).toLowerCase()}${explanation.sentence.slice(1, -1)}`;
  const error = new CommandError('unreadable', `${name}: ${reason}`, {
    hint: explanation.next,
  });
  if (!session.json) throw error;
  const { code, message, hint, exitCode } = error;
  session.print({ ...explanation, error: { code, message, hint } }, () => '');
  return exitCode;
}

function readQuestion({ ip, network: asked }: ExplainOptions): {
  address: number;
  network: Cidr | undefined;
  isGuess: boolean;
} {
  const network = asked === undefined ? undefined : parseCidr(asked.trim());
  if (asked !== undefined && (network === undefined || !asked.includes('/')))
    throw wrong(`--network ${quoted(asked)} is not a network in CIDR form`, '--network 192.168.99.0/24');
  const address = ip === undefined ? usualIn(network) : parseIpv4(ip.trim());
  if (address === undefined)
    throw wrong(`--ip ${quoted(ip ?? '')} is not an IPv4 address`, `--ip ${formatIpv4(usualAddress)}`);
  if (network !== undefined && !contains(network, address))
    throw wrong(
      `${formatIpv4(address)} is not in --network ${formatCidr(network)}`,
      'name an address of that network with --ip, or leave one of the two out',
    );
  return { address, network, isGuess: ip === undefined && asked === undefined };
}

/** The address a first machine usually has in this network. */
function usualIn(network: Cidr | undefined): number {
  if (network === undefined || contains(network, usualAddress)) return usualAddress;
  const size = 2 ** (32 - network.length);
  return network.address + (size > 100 ? 100 : size > 2 ? 2 : 0);
}

function quoted(text: string): string {
  return /^\S+$/.test(text) ? printable(text) : `"${printable(text)}"`;
}

function wrong(message: string, example: string): CommandError {
  const hint = example.startsWith('--') ? `for example ${example}` : example;
  return new CommandError('usage', message, { hint, exitCode: exitCodes.usage });
}
