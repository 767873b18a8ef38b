import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../machine/machine.ts';
import { makeMachine } from '../testing/make-store.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { adviseAuthorities } from './advise-authorities.ts';
import { CertificateEnds } from './certificate-ends.ts';

const day = 86_400_000;

test('the CA and the client certificate are named 30 days before they end, once for a store', async () => {
  using folder = temporaryFolder();
  const place = { base: folder.at('store'), guestIp: '192.168.99.100', sshPort: 1 };
  const machines: Machine[] = [];
  for (const name of ['default', 'work']) machines.push((await makeMachine({ ...place, name })).machine);
  const ends = new CertificateEnds();
  const end = ends.endOf(machines[0]?.certificates.ca ?? '');
  assert.ok(end !== undefined);
  const codes = (now: number): readonly string[] =>
    adviseAuthorities({ machines, ends, now }).map(({ code }) => code);
  assert.deepEqual(codes(end - 60 * day), []);
  assert.deepEqual(codes(end - 29 * day), ['client-certificate-expiring', 'ca-expiring']);
  const [client] = adviseAuthorities({ machines, ends, now: end + day });
  assert.match(client?.sentence ?? '', /client certificate ended on \d{4}-\d\d-\d\d/);
  assert.equal(client?.fix?.command, 'fairlead certs renew --ca');
  assert.equal(ends.endOf('/nowhere'), undefined);
});
