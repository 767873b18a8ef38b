import type { Vpn, VpnNames } from '../../ports.ts';
import { type Reading, read } from '../../reading.ts';
import { type Cidr, contains, parseCidr } from '../../route/cidr.ts';
import type { NetworkInterface, RouteTable } from '../../route/table.ts';
import type { Run } from '../process/run.ts';
import { type Dictionary, parseNcList, parseShows } from './scutil.ts';
import { type Tunnel, activeTunnels } from './tunnels.ts';
import { clientsByKey, clientsByProcess, nameOfService } from './vpn-clients.ts';

/** Something that may explain a tunnel. */
interface Clue {
  readonly name: string;
  readonly evidence: string;
  /** The interface it names; not every key does, and GlobalProtect's names the physical one. */
  readonly interface?: string | undefined;
}

const sharedRange = parseCidr('100.64.0.0/10') as Cidr;

/**
 * Names the VPNs that are up, for people. The tunnels come first: a key or a process without one is a stale
 * key or an idle client and is not mentioned, and without any tunnel nothing is run at all.
 */
export class MacVpnNames implements VpnNames {
  readonly #run: Run;
  readonly #tools: { readonly scutil: string; readonly ps: string };

  constructor({ run, tools }: { run: Run; tools: { readonly scutil: string; readonly ps: string } }) {
    this.#run = run;
    this.#tools = tools;
  }

  async read(context: {
    interfaces: readonly NetworkInterface[];
    table: RouteTable | undefined;
  }): Promise<Reading<readonly Vpn[]>> {
    const tunnels = activeTunnels(context);
    if (tunnels.length === 0) return read([]);
    const clues = await this.#readClues();
    const named = assign(tunnels, clues);
    const unnamed = tunnels.filter(({ name }) => !named.has(name));
    if (unnamed.length > 0) {
      const processes = await this.#readProcesses();
      const used = new Set([...named.values()].map(({ name }) => name));
      for (const tunnel of unnamed) named.set(tunnel.name, byProcess({ tunnel, processes, used }));
    }
    return read(
      tunnels.flatMap(({ name }) => {
        const clue = named.get(name);
        return clue === undefined ? [] : [{ name: clue.name, interface: name, evidence: clue.evidence }];
      }),
    );
  }

  /** Connected services of the network settings, then one scutil for all keys of the dynamic store. */
  async #readClues(): Promise<readonly Clue[]> {
    const services = parseNcList(await this.#output(this.#tools.scutil, ['--nc', 'list']))
      .filter(({ status, id }) => status === 'Connected' && /^[\w.-]+$/.test(id))
      .flatMap((service) => {
        const name = nameOfService(service);
        return name === undefined ? [] : [{ ...service, name }];
      });
    const clientKeys = clientsByKey.flatMap(({ name, keys }) => keys.map((key) => ({ name, key })));
    const keys = [
      ...clientKeys.map(({ key }) => key),
      ...services.map(({ id }) => `State:/Network/Service/${id}/IPv4`),
    ];
    const stdin = [...keys.map((key) => `show ${key}`), 'quit', ''].join('\n');
    const shown = parseShows(await this.#output(this.#tools.scutil, [], stdin));
    // Answers carry no key: only as many answers as questions can be told apart.
    const answers = shown.length === keys.length ? shown : [];
    return [
      ...clientKeys.flatMap(({ name, key }, at) => clueOf({ name, key, answer: answers[at] })),
      ...services.map(({ name }, at) => ({
        name,
        evidence: `scutil --nc list: "${name}" is connected`,
        interface: interfaceOf(answers[clientKeys.length + at]),
      })),
    ];
  }

  /** Names of executables that run. */
  async #readProcesses(): Promise<ReadonlySet<string>> {
    const text = await this.#output(this.#tools.ps, ['-axo', 'comm=']);
    return new Set(text.split('\n').map((line) => line.trim().replace(/^.*\//, '')));
  }

  async #output(file: string, args: readonly string[], stdin?: string): Promise<string> {
    const ran = await this.#run(file, args, stdin === undefined ? {} : { stdin });
    // Without this clue a VPN has a plainer name; that is all.
    return ran.kind === 'ran' ? ran.stdout : '';
  }
}

function clueOf(found: { name: string; key: string; answer: Dictionary | undefined }): Clue[] {
  const { name, key, answer } = found;
  if (answer === undefined) return [];
  return [{ name, evidence: `scutil key ${key}`, interface: interfaceOf(answer) }];
}

function interfaceOf(answer: Dictionary | undefined): string | undefined {
  const name = answer?.['InterfaceName'];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Gives tunnels their names: first the clues that name a tunnel, then those that name none or a physical
 * interface, to the tunnels that are left. A clue whose own tunnel is not in use is stale.
 */
function assign(tunnels: readonly Tunnel[], clues: readonly Clue[]): Map<string, Clue> {
  const named = new Map<string, Clue>();
  const used = new Set<string>();
  const give = (tunnel: Tunnel | undefined, clue: Clue): void => {
    if (tunnel === undefined || named.has(tunnel.name) || used.has(clue.name)) return;
    named.set(tunnel.name, clue);
    used.add(clue.name);
  };
  const stale = new Set<string>();
  for (const clue of clues) {
    if (clue.interface === undefined || isPhysical(clue.interface)) continue;
    const tunnel = tunnels.find(({ name }) => name === clue.interface);
    if (tunnel === undefined) stale.add(clue.name);
    else give(tunnel, clue);
  }
  for (const clue of clues) {
    if (stale.has(clue.name) || (clue.interface !== undefined && !isPhysical(clue.interface))) continue;
    give(
      tunnels.find(({ name }) => !named.has(name)),
      clue,
    );
  }
  return named;
}

function isPhysical(name: string): boolean {
  return /^en\d+$/.test(name);
}

/** The client whose process explains a tunnel; two that may both be it are both named. */
function byProcess(question: {
  tunnel: Tunnel;
  processes: ReadonlySet<string>;
  used: ReadonlySet<string>;
}): Clue {
  const { tunnel, processes, used } = question;
  const inSharedRange = tunnel.addresses.some((address) => contains(sharedRange, address));
  const running = clientsByProcess
    .filter((client) => !used.has(client.name))
    .map((client) => ({ client, process: client.processes.find((one) => processes.has(one)) }))
    .filter(({ process }) => process !== undefined);
  const inRange = running.filter(({ client }) => client.sharedRange === true);
  const others = running.filter(({ client }) => client.sharedRange !== true);
  const sessions = others.filter(({ client }) => client.runs === 'session');
  const found = [inSharedRange ? inRange : [], sessions, others].find((some) => some.length > 0);
  if (found === undefined) return { name: 'a VPN', evidence: `interface ${tunnel.name} carries IPv4` };
  const names = [...new Set(found.map(({ client }) => client.name))];
  return {
    name: names.slice(0, 2).join(' or '),
    evidence: `process ${found.map(({ process }) => process ?? '').join(', ')} and interface ${tunnel.name}`,
  };
}
