import assert from 'node:assert/strict';
import { labTest, local } from './lab-test.ts';

/** An image of this computer's own static busybox: no registry is asked. */
const makeImage = `
cd "$(mktemp -d)" && mkdir bin && cp "$(command -v busybox)" bin/busybox &&
for name in sh sleep httpd; do ln -s busybox "bin/$name"; done &&
tar -c . | docker import - bb:1`;

labTest(
  'a running container: the engine is not restarted without consent',
  {
    daemon: { settings: { 'endpoint.enabled': false } },
    lab: { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] },
    before: async (lab) => {
      lab.permission(false);
      await lab.guest().sh(makeImage);
    },
  },
  async (play, lab) => {
    const started = await lab.docker(['run', '-d', '--name', 'work', 'bb:1', '/bin/sleep', '1000']);
    assert.equal(started.exitCode, 0, started.stderr);
    const engine = await lab.guest().sh('cat /var/run/docker.pid');
    await lab.vpn.connect('whole-network');
    await play.step(
      'consent is asked for',
      async () => {
        const { advisories } = await play.snapshot();
        const asked = advisories.some(({ sentence }) => /\bwork\b/.test(sentence));
        return asked ? undefined : `advisories: ${JSON.stringify(advisories)}`;
      },
      15_000,
    );
    assert.equal(await lab.guest().sh('cat /var/run/docker.pid'), engine, 'the engine is the same process');
    assert.equal((await lab.guest().sh('docker inspect -f "{{.State.Running}}" work')).trim(), 'true');

    await play.daemon.fairlead(['fix', '--restart-engine']);
    // The engine waits ten seconds for a container that does not heed its signal.
    await play.step(
      'with consent, Docker answers over the forward',
      play.dockerAnswers({ through: local }),
      25_000,
    );
    assert.notEqual(await lab.guest().sh('cat /var/run/docker.pid'), engine, 'the engine was restarted');
  },
);
