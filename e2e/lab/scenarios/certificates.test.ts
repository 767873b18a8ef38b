import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { guestClockLack, moveGuestClock } from '../guest-clock.ts';
import type { Lab } from '../lab.ts';
import type { LabMachine } from '../machines.ts';
import type { Play } from '../play.ts';
import { direct, labTest, local } from './lab-test.ts';

const day = 86_400_000;
/** Whoever points clients at localhost needs the certificate; over the endpoint nothing would be renewed. */
const daemon = { settings: { 'endpoint.enabled': false } } as const;
const guestOnly = { name: 'default', servedNames: ['192.168.99.100'] } as const satisfies LabMachine;

labTest(
  'a certificate without localhost is renewed, and docker accepts it over the forward',
  { daemon, lab: { machines: [guestOnly] }, before: (lab) => lab.permission(false) },
  async (play, lab) => {
    await lab.vpn.connect('whole-network');
    await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }), 20_000);
    const host = (await play.environment())['DOCKER_HOST']?.replace('127.0.0.1', 'localhost') ?? '';
    const byName = await lab.docker(['version'], { host });
    assert.equal(byName.exitCode, 0, byName.stderr);
  },
);

labTest(
  'an expired certificate is renewed',
  {
    lab: {
      machines: [
        { name: 'default', notBefore: new Date(Date.now() - 20 * day), notAfter: new Date(Date.now() - day) },
      ],
    },
    before: (lab) => lab.permission(true),
    skip: undefined,
  },
  async (play) => {
    await play.step('Docker answers', play.dockerAnswers(), 20_000);
  },
);

labTest(
  'a certificate of another CA is not trusted, and replaced by one of the store',
  { lab: { machines: [{ name: 'default', serverSignedByOtherCa: true }] } },
  async (play) => {
    await fixed(play);
    await play.step('Docker answers', play.dockerAnswers(), 20_000);
  },
);

labTest(
  'without the CA key nothing is restarted, and the reason is said',
  {
    daemon,
    lab: { machines: [guestOnly] },
    before: (lab) => {
      rmSync(`${lab.names.store}/certs/ca-key.pem`);
      lab.permission(false);
    },
  },
  async (play, lab) => {
    await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
    const engine = await enginePid(lab);
    await lab.vpn.connect('whole-network');
    await play.step('the reason is said', async () => {
      const { advisories } = await play.snapshot();
      const text = JSON.stringify(advisories);
      return /ca-key\.pem|CA key/i.test(text) ? undefined : `advisories: ${text}`;
    });
    assert.equal(await enginePid(lab), engine);
    await lab.vpn.disconnect();
  },
);

labTest(
  'a store with an EC CA works as any other',
  { daemon, lab: { machines: [{ ...guestOnly, ca: 'ec' }] }, before: (lab) => lab.permission(false) },
  async (play, lab) => {
    await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
    await lab.vpn.connect('whole-network');
    await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }), 20_000);
  },
);

labTest(
  'a certificate that begins in two days, and clocks that agree: the clock is named, nothing is restarted, and a person may have it renewed',
  { lab: { machines: [{ name: 'default', notBefore: new Date(Date.now() + 2 * day) }] } },
  async (play, lab) => {
    const engine = await enginePid(lab);
    await play.step('the clocks are named', async () => {
      const text = JSON.stringify((await play.snapshot()).advisories);
      return /The clock of default agrees/.test(text) ? undefined : `advisories: ${text}`;
    });
    const refused = await lab.docker(['version'], { host: 'tcp://192.168.99.100:2376' });
    assert.match(refused.stderr, /not yet valid/);
    await lab.vpn.connect('whole-network');
    await play.step('the route is put back all the same', play.kernelUses('vboxnet0'));
    await play.daemon.fairlead(['fix']);
    assert.equal(await enginePid(lab), engine, 'the engine is the same process');
    await lab.vpn.disconnect();
    await play.daemon.fairlead(['certs', 'renew', 'default']);
    await play.step('who says that the date is right has Docker back', play.dockerAnswers(), 20_000);
    assert.notEqual(await enginePid(lab), engine, 'this word restarts it');
  },
);

for (const [side, seconds] of [
  ['ahead of', 172_800],
  ['behind', -172_800],
] as const)
  labTest(
    `a guest whose own clock is two days ${side} this computer: it is named and set, and the engine is not restarted`,
    { skip: guestClockLack, before: (lab) => moveGuestClock(lab, seconds) },
    async (play, lab) => {
      const engine = await enginePid(lab);
      const fix = await play.daemon.fairlead(['fix']);
      const answer = await lab.docker(['version'], { host: 'tcp://192.168.99.100:2376' });
      if (seconds < 0) {
        assert.match(answer.stderr, /bad certificate|certificate has expired/);
        assert.match(fix.stdout, /does not accept the store's client certificate/);
        const { advisories } = await play.snapshot();
        assert.deepEqual(
          advisories.map(({ code, fix: advice }) => [code, advice?.command]),
          [['engine-rejects-client', 'fairlead doctor default --fix']],
          'a new certificate would not help',
        );
      } else assert.equal(answer.exitCode, 0, answer.stderr);
      const { stdout } = await play.daemon.fairlead(['doctor', 'default']);
      assert.match(
        stdout,
        new RegExp(`The clock of default is 1(72799|7280[01]) s ${side} that of this computer`),
      );
      assert.equal(await enginePid(lab), engine, 'nothing restarted it');
      const mended = await play.daemon.fairlead(['doctor', 'default', '--fix']);
      assert.match(mended.stdout, /set the clock of default/);
      await play.step('Docker answers', play.dockerAnswers({ through: direct }));
      assert.equal(await enginePid(lab), engine, 'the engine is the same process');
      if (seconds < 0) await knowsAnotherCa(play, lab);
    },
  );

/** The other cause of the same refusal, which a new certificate does mend: the clock is right, and the CA is not. */
async function knowsAnotherCa(play: Play, lab: Lab): Promise<void> {
  const folder = '/var/lib/boot2docker';
  await lab.guest().sh(`cp ${folder}/server.pem ${folder}/ca.pem && /etc/init.d/docker restart`);
  const doctor = async (...more: readonly string[]): Promise<string> =>
    (await play.daemon.fairlead(['doctor', 'default', ...more])).stdout;
  await play.step('the refusal is found alone', async () => {
    const said = await doctor();
    return /\(TLS_BAD_CERT\)/.test(said) && /^One thing is wrong/m.test(said) ? undefined : said;
  });
  assert.match(await doctor('--fix'), /asks +The engine of default does not accept/);
  assert.match(await doctor('--fix', '--yes'), /Nothing is wrong/);
  await play.step('Docker answers again', play.dockerAnswers({ through: direct }));
}

async function fixed(play: Play): Promise<void> {
  await play.daemon.fairlead(['fix']);
}

function enginePid(lab: { guest(): { sh(script: string): Promise<string> } }): Promise<string> {
  return lab.guest().sh('cat /var/run/docker.pid');
}
