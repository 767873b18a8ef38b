import type { Vpn, VpnNames } from '../../ports.ts';
import { type Reading, read } from '../../reading.ts';
import type { NetworkInterface, RouteTable } from '../../route/table.ts';
import type { Run } from '../process/run.ts';
import { type Dictionary, parseNcList, parseShows } from './scutil.ts';
import { activeTunnels } from './tunnels.ts';
import { clientsByKey, nameOfService } from './vpn-clients.ts';
import { type Clue, Naming } from './vpn-naming.ts';

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
    const named = new Naming(tunnels);
    const clues = await this.#readClues();
    named.byInterface(clues);
    if (!named.isComplete()) {
      const processes = await this.#readProcesses();
      // An address of the shared range says more than a key that names no tunnel and may be stale.
      named.byRange(processes);
      named.byClue(clues);
      named.byProcess(processes);
    }
    return read(
      tunnels.flatMap(({ name }) => {
        const clue = named.of(name);
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
