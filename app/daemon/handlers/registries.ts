import type { Parsed } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import type { Registry } from '../../../shared/control/everyday.ts';
import { overNat } from '../../everyday/vm.ts';
import {
  listRegistries,
  readRegistryCa,
  RegistryError,
  trustRegistry,
  untrustRegistry,
} from '../../everyday/registry.ts';
import { readRegistryPlace } from '../../everyday/registry-place.ts';
import { readRegistryCertificate } from '../../everyday/registry-certificate.ts';
import { GuestError } from '../../machine/guest-error.ts';
import type { GuestSession } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import type { MachineObservation } from '../../reconcile/observation.ts';
import { choose, type Parts } from './parts.ts';

type Used = Pick<Parts, 'keeper' | 'hands' | 'journal'>;

/** Of the named machine, or of all that run. */
export async function registries(parts: Used, name: string | undefined): Promise<Registry[]> {
  const found: Registry[] = [];
  for (const seen of await chosen(parts, name))
    found.push(...(await inGuest(parts, seen, (session) => listRegistries(session, seen.machine.name))));
  return found;
}

export async function trust(parts: Used, input: Parsed<'trustRegistry'>): Promise<Registry[]> {
  const { registry, pem } = input;
  const certificate = readRegistryCertificate(pem, Date.now());
  if (certificate.kind === 'unreadable')
    throw new FailureError('bad-request', `the file is no CA certificate: ${certificate.reason}`);
  const { fingerprint, pem: clean } = certificate.value;
  return change(parts, input, {
    description: `CA certificate ${fingerprint.slice(0, 16)} for the registry ${registry}`,
    after: clean,
    act: (session) => trustRegistry(session, { registry, pem: clean }),
  });
}

export async function untrust(parts: Used, input: Parsed<'untrustRegistry'>): Promise<Registry[]> {
  return change(parts, input, {
    description: `the CA certificate for the registry ${input.registry} taken away`,
    after: null,
    act: async (session) => {
      if (await untrustRegistry(session, input.registry)) return;
      throw new FailureError('not-possible', `no CA certificate for ${input.registry} is installed there`, {
        hint: 'fairlead registry list',
      });
    },
  });
}

interface Deed {
  readonly description: string;
  /** The certificate that is to be there afterwards, PEM. */
  readonly after: string | null;
  readonly act: (session: GuestSession) => Promise<void>;
}

async function change(
  parts: Used,
  { machine, registry }: { readonly machine?: string | undefined; readonly registry: string },
  { description, after, act }: Deed,
): Promise<Registry[]> {
  for (const seen of await chosen(parts, machine)) {
    const { name } = seen.machine;
    await inGuest(parts, seen, async (session) => {
      const entry = await parts.journal.begin({
        kind: 'guest-file',
        machine: name,
        description: `${name}: ${description}`,
        undo: {
          registry,
          before: (await readRegistryCa(session, registry)) ?? null,
          after,
          stood: await readRegistryPlace(session),
        },
      });
      try {
        await act(session);
        await entry.end('done');
      } catch (error) {
        await entry.end('failed');
        throw error;
      }
    });
  }
  return registries(parts, machine);
}

async function chosen({ keeper }: Used, name: string | undefined): Promise<readonly MachineObservation[]> {
  if (keeper.snapshot === undefined) await keeper.look();
  const machines = choose(keeper, name).map(({ seen }) => seen);
  const running = machines.filter(({ vm }) => (valueOf(vm)?.state ?? 'running') === 'running');
  if (running.length > 0 || machines.length === 0) return running;
  throw new FailureError('not-possible', 'the machine does not run', {
    hint: `fairlead start ${name ?? ''}`.trim(),
  });
}

async function inGuest<T>(
  { hands }: Used,
  { machine, vm }: MachineObservation,
  act: (session: GuestSession) => Promise<T>,
): Promise<T> {
  try {
    await using session = await hands.guest.connect(overNat(machine, valueOf(vm)));
    return await act(session);
  } catch (error) {
    if (error instanceof GuestError)
      throw new FailureError(
        'not-possible',
        error.message,
        error.next === undefined ? {} : { hint: error.next },
      );
    if (error instanceof RegistryError)
      throw new FailureError('not-possible', `${machine.name}: ${error.message}`);
    throw error;
  }
}
