import { learnFrom, learnVpn } from './names-told.ts';
import { Redactor } from './redactor.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';

/** One part of a report; collecting it may fail, and then the manifest says so. */
export interface Part {
  readonly name: string;
  readonly about: string;
  collect(): Promise<unknown>;
}

export interface Collected {
  readonly files: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
}

const longestMs = 15_000;

/** Collects every part for itself and redacts all of them with one redactor. */
export async function collect(parts: readonly Part[], redactor: Redactor, stamp: string): Promise<Collected> {
  const texts = new Map<string, string>();
  const failed: string[] = [];
  for (const part of parts) {
    try {
      const value = await withinTime(part.collect());
      const text = typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`;
      texts.set(part.name, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed.push(`${part.name}: ${reason}`);
    }
  }
  // Names of what has gone since stand in the log and the history only; all of it is heard before any is cleaned.
  for (const text of texts.values()) learnFrom(text, redactor);
  const missing = failed.map((text) => redactor.clean(text));
  const files = new Map([...texts].map(([name, text]) => [name, redactor.clean(text)]));
  const manifest = {
    made: stamp,
    parts: parts.filter(({ name }) => files.has(name)).map(({ name, about }) => ({ name, about })),
    missing,
    redacted:
      'Keys, certificates, user names, home folders, host names, addresses outside the networks of machines, MAC addresses, serial numbers, names of containers, images and wireless networks. The same thing has the same placeholder in all parts.',
  };
  return { files: new Map([['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`], ...files]), missing };
}

/** Who and what must not be in a report, as far as it is known by name. */
export function redactorFor(
  snapshot: Snapshot,
  who: { readonly user: string; readonly host: string; readonly home: string },
): Redactor {
  const redactor = new Redactor(
    snapshot.machines.flatMap(({ network }) => (network === undefined ? [] : [network])),
  );
  redactor.learn('home', who.home, encodeURIComponent(who.home), `/private${who.home}`);
  redactor.learn('host', who.host, who.host.split('.')[0]);
  redactor.learn('user', who.user);
  for (const { name, engine, certificate } of snapshot.machines) {
    for (const container of engine?.containers ?? []) {
      redactor.learn('container', container.name, container.id, container.id.slice(0, 12));
      redactor.learn('image', container.image, container.image.split(/[:@]/)[0]);
    }
    for (const owner of [certificate?.issuer, certificate?.subject])
      redactor.learn('owner', ...ownersIn(owner));
    if (name !== 'default') redactor.learn('machine', name);
  }
  for (const { name } of snapshot.vpns) learnVpn(name, redactor);
  return redactor;
}

function ownersIn(name: string | undefined): readonly string[] {
  return [...(name ?? '').matchAll(/(?:^|[,/ ])(?:O|CN|OU)\s?=\s?([^,/]+)/g)]
    .flatMap(([, value = '']) => [value, ...value.split('.').slice(0, 1)])
    .concat(name?.includes('=') === false ? [name] : []);
}

function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${longestMs / 1000} s`)), longestMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
