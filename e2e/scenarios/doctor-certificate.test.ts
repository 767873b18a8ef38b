/** Certificates an engine shows, consent where containers would stop, and the variables of a shell. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { DoctorResult } from '../../shared/control/doctor.ts';
import { programs } from '../stage/programs.ts';
import { openWard, wrong, type Ward } from './doctor-stage.ts';

const dayMs = 24 * 60 * 60 * 1000;
let ward: Ward;
before(async () => {
  ward = await openWard({
    machines: [
      { name: 'default', servedNames: ['192.168.99.100'] },
      { name: 'own', servedNames: ['127.0.0.1', '10.0.2.15'] },
      { name: 'moved', servedNames: ['localhost', '192.168.99.55'] },
      {
        name: 'ended',
        notBefore: new Date(Date.now() - 1080 * dayMs),
        notAfter: new Date(Date.now() - dayMs),
      },
      { name: 'named', servedNames: ['localhost', '192.168.99.104'] },
    ],
  });
});
after(() => ward[Symbol.asyncDispose]());

async function fairlead(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly out: string }> {
  const child = spawn(process.execPath, [programs().fairlead, ...argv], {
    env: { ...ward.stage.environment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
  return { code, out };
}

for (const [machine, id] of [
  ['own', 'CERT_B2D_SELF'],
  ['moved', 'CERT_OLD_IP'],
  ['ended', 'CERT_EXPIRED'],
] as const)
  test(`${id} is found alone, and mended`, async () => {
    assert.deepEqual(await ward.look(machine), [id]);
    const { mended, after: now } = await ward.mend(machine, true);
    assert.deepEqual(
      mended.map(({ ok }) => ok),
      mended.map(() => true),
      JSON.stringify(mended),
    );
    assert.deepEqual(wrong(now), []);
  });

test('CERT_NO_LOCALHOST waits for consent while a container runs: exit code 6, then --yes', async () => {
  ward.stage.machine('default').run([{ id: '1', name: 'app-db', image: 'db' }]);
  ward.stage.vpn.connect('restoring');
  ward.stage.permission(false);
  const asked = await fairlead(['doctor', 'default', '--fix']);
  assert.equal(asked.code, 6, asked.out);
  assert.match(asked.out, /asks +.*app-db/);
  assert.match(asked.out, /CERT_NO_LOCALHOST|consent-needed/);
  const agreed = await fairlead(['doctor', 'default', '--fix', '--yes']);
  assert.doesNotMatch(agreed.out, /\(CERT_NO_LOCALHOST\)/, agreed.out);
  assert.equal((await ward.client.status({})).machines[0]?.certificate?.suitsLocalhost, true);
  ward.stage.machine('default').run([]);
  ward.stage.permission(true);
  ward.stage.vpn.disconnect();
  await ward.mend();
});

test('the variables of the shell it is typed in are looked at', async () => {
  const found = async (environment: NodeJS.ProcessEnv): Promise<readonly string[]> =>
    (JSON.parse((await fairlead(['doctor', '--json'], environment)).out) as DoctorResult).findings.map(
      ({ id }) => id,
    );
  const verify = { DOCKER_TLS_VERIFY: '1' };
  const guest = 'tcp://192.168.99.100:2376';
  const cases: readonly (readonly [string, NodeJS.ProcessEnv])[] = [
    ['NO_SOCKET', {}],
    ['ENV_STALE_IP', { ...verify, DOCKER_HOST: 'tcp://192.168.99.222:2376' }],
    ['TLS_PLAIN', { DOCKER_HOST: guest }],
    ['ENV_BEATS_CONTEXT', { ...verify, DOCKER_HOST: guest, DOCKER_CONTEXT: 'x' }],
    ['CERT_NO_127', { ...verify, DOCKER_HOST: `tcp://127.0.0.1:${ward.stage.firstPort}` }],
    ['PROXY_FORBIDDEN', { ...verify, DOCKER_HOST: guest, HTTPS_PROXY: 'http://127.0.0.1:9' }],
  ];
  for (const [id, environment] of cases) {
    const ids = await found(environment);
    assert.ok(ids.includes(id), `${id}: ${ids.join(', ')}`);
    const others = cases.map(([one]) => one).filter((one) => one !== id && ids.includes(one));
    assert.deepEqual(others, [], `beside ${id}`);
  }
});
