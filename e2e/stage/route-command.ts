/**
 * `route` as macOS carries it out: the texts and exit codes of Apple's route.c, with its traps. Most
 * failures end with status 0, and only the text tells.
 */
import { type Cidr, cidr, formatIpv4, lengthOfMask, parseCidr, parseIpv4 } from '../../app/route/cidr.ts';
import type { Outcome } from './outcome.ts';

export interface RouteCommand {
  readonly verb: 'add' | 'delete' | 'change' | 'get';
  readonly destination: Cidr;
  readonly isHost: boolean;
  /** The destination as it was typed, without its length: what the answer repeats. */
  readonly echo: string;
  readonly interface?: string;
  readonly gateway?: number;
  readonly scope?: string;
  /** Letter of -reject or -blackhole. */
  readonly refusal?: 'R' | 'B';
  readonly quiet: boolean;
}

export type ParsedRoute =
  | { readonly kind: 'command'; readonly command: RouteCommand }
  | { readonly kind: 'refused'; readonly outcome: Outcome };

const usage = 'usage: route [-dnqtv] command [[modifiers] args]\n';

export function parseRoute(argv: readonly string[]): ParsedRoute {
  const words = [...argv];
  let quiet = false;
  while (words[0]?.startsWith('-') === true) {
    if (words.shift()?.includes('q') === true) quiet = true;
  }
  const verb = words.shift();
  if (verb !== 'add' && verb !== 'delete' && verb !== 'change' && verb !== 'get') return refuse(64, usage);
  const options = readModifiers(words);
  const typed = options.positional.shift();
  if (typed === undefined) return refuse(64, usage);
  const destination = readDestination(typed, options);
  if (destination === undefined) return refuse(68, `route: bad address: ${typed}\n`);
  const rest = readGateway(options);
  if (rest === undefined) return refuse(68, `route: bad address: ${options.positional[0] ?? ''}\n`);
  return {
    kind: 'command',
    command: {
      verb,
      ...destination,
      echo: typed.split('/')[0] ?? typed,
      quiet,
      ...rest,
      ...(options.scope === undefined ? {} : { scope: options.scope }),
      ...(options.refusal === undefined ? {} : { refusal: options.refusal }),
    },
  };
}

interface Modifiers {
  readonly positional: string[];
  readonly scope: string | undefined;
  readonly refusal: 'R' | 'B' | undefined;
  readonly mask: string | undefined;
  readonly host: boolean;
  readonly net: boolean;
  readonly byInterface: boolean;
}

function readModifiers(words: readonly string[]): Modifiers {
  const found = { host: false, net: false, byInterface: false };
  const positional: string[] = [];
  let scope: string | undefined;
  let refusal: 'R' | 'B' | undefined;
  let mask: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-net') found.net = true;
    else if (word === '-host') found.host = true;
    else if (word === '-interface' || word === '-iface') found.byInterface = true;
    else if (word === '-reject') refusal = 'R';
    else if (word === '-blackhole') refusal = 'B';
    else if (word === '-ifscope') scope = words[(index += 1)];
    else if (word === '-netmask') mask = words[(index += 1)];
    else if (!word.startsWith('-')) positional.push(word);
  }
  return { ...found, positional, scope, refusal, mask };
}

function readDestination(
  typed: string,
  options: Modifiers,
): { readonly destination: Cidr; readonly isHost: boolean } | undefined {
  if (typed === 'default') return { destination: cidr(0, 0), isHost: false };
  const [quadText = '', lengthText] = typed.split('/');
  const address = parseIpv4(padded(quadText));
  if (address === undefined) return undefined;
  if (lengthText !== undefined) {
    const network = parseCidr(`${padded(quadText)}/${lengthText}`);
    // A length over 32 is accepted by the real route(8), which then installs a far too wide route.
    return network === undefined
      ? { destination: cidr(address, Math.max(0, Number(lengthText) - 32)), isHost: false }
      : { destination: network, isHost: false };
  }
  if (options.host) return { destination: cidr(address, 32), isHost: true };
  const mask = options.mask === undefined ? undefined : parseIpv4(options.mask);
  const length = mask === undefined ? guess(address) : lengthOfMask(mask);
  if (length === undefined) return undefined;
  if (!options.net && length === 32) return { destination: cidr(address, 32), isHost: true };
  return { destination: cidr(address, length), isHost: false };
}

/** Without a length route(8) goes by trailing zero bytes, not by class. */
function guess(address: number): number {
  return [8, 16, 24].find((length) => (address << length) >>> 0 === 0) ?? 32;
}

function readGateway(options: Modifiers): { interface?: string; gateway?: number } | undefined {
  const typed = options.positional[0];
  if (typed === undefined) return {};
  if (options.byInterface) return { interface: typed };
  const gateway = parseIpv4(typed);
  return gateway === undefined ? undefined : { gateway };
}

function padded(quadText: string): string {
  const octets = quadText.split('.');
  while (octets.length < 4) octets.push('0');
  return octets.join('.');
}

function refuse(exitCode: number, stderr: string): ParsedRoute {
  return { kind: 'refused', outcome: { exitCode, stdout: '', stderr } };
}

/** The answer to a change: status 0 either way, the error on both streams. */
export function answer(command: RouteCommand, error: string | undefined): Outcome {
  const kind = command.isHost ? 'host' : 'net';
  const through =
    command.interface ?? (command.gateway === undefined ? undefined : formatIpv4(command.gateway));
  const said = `${command.verb} ${kind} ${command.echo}${through === undefined ? '' : `: gateway ${through}`}`;
  const stdout = command.quiet ? '' : `${said}${error === undefined ? '' : `: ${error}`}\n`;
  return {
    exitCode: 0,
    stdout,
    stderr: error === undefined ? '' : `route: writing to routing socket: ${error}\n`,
  };
}

export const notRoot: Outcome = {
  exitCode: 77,
  stdout: '',
  stderr: 'route: must be root to alter routing table\n',
};
