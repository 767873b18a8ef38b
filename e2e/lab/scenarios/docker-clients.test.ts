import assert from 'node:assert/strict';
import { endGroup } from '../command.ts';
import { findProgram } from '../needs.ts';
import type { Condition, Play } from '../play.ts';
import { labTest } from './lab-test.ts';

/** An image of this computer's own static busybox: no registry is asked. */
const makeImage = `
cd "$(mktemp -d)" && mkdir bin && cp "$(command -v busybox)" bin/busybox && echo "hello from inside" > hello &&
for name in sh sleep httpd nc; do ln -s busybox "bin/$name"; done &&
tar -c . | docker import - bb:1`;

function portIs(play: Play, wanted: string): Condition {
  return async () => {
    const { machines } = await play.snapshot();
    const shown = (machines[0]?.publishedPorts ?? []).map(
      ({ container, localPort, protocol, state }) => `${container} ${localPort}/${protocol} ${state}`,
    );
    return shown.join(', ') === wanted ? undefined : `ports: ${shown.join(', ')}`;
  };
}

labTest(
  "Docker's own clients under a VPN: context, published ports, and what is left when containers stop",
  {
    limitMs: 90_000,
    daemon: { settings: { 'ports.publish': 'on' } },
    before: async (lab) => {
      lab.permission(false);
      await lab.guest().sh(makeImage);
    },
  },
  async (play, lab) => {
    const docker = findProgram('docker') ?? 'docker';
    const inContext = async (...args: string[]): Promise<string> => {
      const env = lab.userEnvironment();
      const answer = await lab.onMac([docker, '--context', 'fairlead-default', ...args], { env });
      assert.equal(answer.exitCode, 0, answer.stderr);
      return answer.stdout;
    };
    const get = (url: string): Promise<{ readonly exitCode: number | null; readonly stdout: string }> =>
      lab.onMac([findProgram('curl') ?? 'curl', '-sS', '--max-time', '2', '--noproxy', '*', url]);

    await play.step('the context is written', async () => {
      const { machines } = await play.snapshot();
      return machines[0]?.context?.state === 'ready' ? undefined : JSON.stringify(machines[0]?.context);
    });
    const listed = await lab.onMac([docker, 'context', 'ls'], { env: lab.userEnvironment() });
    assert.match(listed.stdout, /^fairlead-default\s+Fairlead: default/m);
    assert.match(listed.stdout, /^default \*/m, 'nothing was selected unasked');

    const holder = lab.mac.start(['busybox', 'nc', '-l', '-p', '8081'], { unprivileged: true });
    await play.step('somebody listens at 8081', async () => {
      const { stdout } = await lab.onMac(['ss', '-Hltn', 'sport = :8081']);
      return stdout === '' ? 'nobody' : undefined;
    });
    const publish = ['8080:80', '8081:80', '7007:7', '5353:53/udp'].flatMap((port) => ['-p', port]);
    const talk = `nc -ll -p 7 -e /bin/sh -c 'while :; do echo x; sleep 0.1; done' & exec httpd -f -p 80 -h /`;
    await inContext('run', '-d', '--name', 'web', ...publish, 'bb:1', '/bin/sh', '-c', talk);
    const opened = 'web 5353/udp not-carried, web 7007/tcp open, web 8080/tcp open, web 8081/tcp';
    await play.step('the ports are open, and one is taken', portIs(play, `${opened} taken`));
    assert.equal((await get('http://127.0.0.1:8080/hello')).stdout, 'hello from inside\n');
    const { stdout: taken } = await play.daemon.fairlead(['ports']);
    assert.match(taken, /web\s+8081\/tcp\s+-\s+taken by busybox \(pid \d+\)/);
    endGroup(holder);
    await play.step('it is free again, and opened', portIs(play, `${opened} open`), 20_000);

    let lines = 0;
    const stream = lab.mac.start(['busybox', 'nc', '127.0.0.1', '7007'], {
      unprivileged: true,
      line: () => (lines += 1),
    });
    await play.step('a stream rides a published port', () => (lines > 0 ? undefined : 'no line'));

    await lab.vpn.connect('whole-network');
    await play.step('the VPN has the route, and Docker answers', async () => {
      const { machines } = await play.snapshot();
      return machines[0]?.route.kind === 'taken' && machines[0].path !== 'none'
        ? undefined
        : `route ${machines[0]?.route.kind ?? '?'}, path ${machines[0]?.path ?? '?'}`;
    });
    assert.notEqual((await get('http://192.168.99.100:8080/hello')).exitCode, 0, 'its own address is dead');
    await play.step('the published port answers', async () => {
      const { stdout } = await get('http://127.0.0.1:8080/hello');
      return stdout === 'hello from inside\n' ? undefined : `curl: ${stdout}`;
    });
    const before = lines;
    await play.step('the stream goes on', () => (lines > before + 5 ? undefined : `${lines - before} lines`));
    assert.equal(stream.exitCode, null, 'it lived through the connect');
    assert.match(await inContext('version', '--format', '{{.Server.Version}}'), /^\d+\./);

    const { stdout: ports } = await play.daemon.fairlead(['ports']);
    assert.match(ports, /default\s+web\s+8080\/tcp\s+127\.0\.0\.1:8080\s+open/);
    assert.match(ports, /web\s+5353\/udp\s+-\s+not carried: UDP/);

    await inContext('kill', 'web');
    await play.step('the port is closed', portIs(play, ''));
    assert.notEqual((await get('http://127.0.0.1:8080/hello')).exitCode, 0);
    await play.step('the stream ended with its container', () =>
      stream.exitCode === null ? 'not yet' : undefined,
    );
  },
);
