import type { Machine } from '../../machine/machine.ts';
import type { Guest, Log } from '../../ports.ts';
import { contains, formatIpv4, parseIpv4, type Cidr } from '../../route/cidr.ts';

interface Question {
  readonly guest: Guest;
  readonly machine: Machine;
  readonly network: Cidr;
  readonly log: Log;
}

/**
 * The guest's address inside its host-only network, as the guest itself has it; undefined when it cannot be
 * asked or has none there. boot2docker's busybox knows `ip -4 addr`.
 */
export async function readGuestAddress({
  guest,
  machine,
  network,
  log,
}: Question): Promise<string | undefined> {
  try {
    await using session = await guest.connect(machine);
    const { stdout } = await session.run('ip -4 addr show', { timeoutMs: 5000 });
    return addressIn(stdout, network);
  } catch (error) {
    log.debug(
      `${machine.name} could not be asked for its address: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

/** The first address inside the network in the lines `    inet 192.168.99.101/24 brd …` of ip(8). */
function addressIn(text: string, network: Cidr): string | undefined {
  for (const [, quad = ''] of text.matchAll(/^\s*inet (\d+\.\d+\.\d+\.\d+)[/ ]/gm)) {
    const address = parseIpv4(quad);
    if (address !== undefined && contains(network, address)) return formatIpv4(address);
  }
  return undefined;
}
