import assert from 'node:assert/strict';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from '../lab.ts';
import { direct, labTest, local } from './lab-test.ts';

/** Debian's libfaketime, which shifts the wall clock of one process while it runs. */
const library = ['x86_64', 'aarch64', 'arm']
  .flatMap((cpu) => [`/usr/lib/${cpu}-linux-gnu`, `/usr/lib/${cpu}-linux-gnueabihf`])
  .map((folder) => `${folder}/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));
const skip = library === undefined ? 'libfaketime is not installed' : undefined;

for (const [way, shift, platform] of [
  ['forward', '+3600', 'linux'],
  ['back', '-3600', 'linux'],
  ['forward', '+3600', 'macos'],
  ['back', '-3600', 'macos'],
] as const)
  labTest(
    `the clock jumps ${way} by an hour while a VPN holds the route (${platform})`,
    {
      skip,
      // Else the certificate would begin in the future of a clock that went back.
      lab: { machines: [{ name: 'default', notBefore: new Date(Date.now() - 86_400_000) }] },
      before: (lab) => {
        lab.permission(false);
        setClock(lab, '+0');
      },
      daemon: { platform, env: (lab) => clockEnvironment(lab) },
    },
    async (play, lab) => {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      const certificate = await lab.guest().sh('cat /var/lib/boot2docker/server.pem');
      const before = Date.parse((await play.snapshot()).at);
      setClock(lab, shift);
      await play.hold('and keeps answering', 3000, play.dockerAnswers({ through: local }));
      await lab.vpn.disconnect();
      await play.step(
        'the direct path is back when the VPN put its route back or it was put back',
        async () => {
          lab.permission(true);
          return play.dockerAnswers({ through: direct })();
        },
        20_000,
      );
      const shown = Date.parse((await play.snapshot()).at) - before;
      assert.ok(Math.abs(shown) > 3_000_000, `the daemon's clock has jumped: ${shown} ms`);
      assert.equal(
        await lab.guest().sh('cat /var/lib/boot2docker/server.pem'),
        certificate,
        'nothing was renewed',
      );
    },
  );

labTest('the daemon sleeps while a VPN comes, and notices when it wakes', {}, async (play, lab) => {
  await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
  play.daemon.freeze(true);
  await lab.vpn.connect('whole-network');
  play.daemon.freeze(false);
  await play.step('Docker answers', play.dockerAnswers());
  await play.step('the route is repaired', play.kernelUses('vboxnet0'));
  await lab.vpn.disconnect();
});

function setClock(lab: Lab, shift: string): void {
  const file = clockFile(lab);
  writeFileSync(`${file}.new`, `${shift}\n`);
  renameSync(`${file}.new`, file);
}

function clockFile(lab: Lab): string {
  return path.join(lab.names.root, 'clock');
}

/** The steady clock stays as it is: only the wall clock jumps, as when it is set. */
function clockEnvironment(lab: Lab): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: clockFile(lab),
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}
