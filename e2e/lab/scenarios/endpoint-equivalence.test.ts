import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import type { Lab } from '../lab.ts';
import type { Play } from '../play.ts';
import { labTest } from './lab-test.ts';
import { makeImages } from './load.ts';

/** Size of the file that is copied both ways; docs/endpoint.md has what 500 said. */
const megabytes = Number(process.env['FAIRLEAD_CP_MB'] ?? 60);
/** How long a client reads nothing, in seconds. */
const silentS = Number(process.env['FAIRLEAD_SILENT_S'] ?? 3);
/** How often the VPN takes the path of streams that prefer the direct one. */
const flaps = Number(process.env['FAIRLEAD_FLAPS'] ?? 2);
const lab = { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] } as const;

const socketOf = (lab: Lab): string => path.join(lab.names.fairlead, 'machines/default/docker.sock');
const unix = (lab: Lab): NodeJS.ProcessEnv => ({ DOCKER_HOST: `unix://${socketOf(lab)}` });

async function carries(play: Play, lab: Lab): Promise<void> {
  await play.step('docker answers at the endpoint', async () => {
    const { exitCode, stderr } = await lab.docker(['version'], { env: unix(lab) });
    return exitCode === 0 ? undefined : stderr;
  });
}

async function shell(lab: Lab, script: string, timeoutMs = 120_000): Promise<string> {
  const env = { ...unix(lab), TERM: 'xterm', DOCKER_BUILDKIT: '0' };
  const answer = await lab.onMac(['sh', '-ec', script], { env, timeoutMs });
  assert.equal(answer.exitCode, 0, `${script}: ${answer.stdout} ${answer.stderr}`);
  return answer.stdout.trim();
}

/** Resident memory of the daemon, in MB. */
async function memory(play: Play): Promise<number> {
  const { pid } = (await play.snapshot()).daemon;
  // Its number means nothing outside: the Mac of the lab counts its own processes.
  const { stdout } = await play.lab.onMac(['cat', `/proc/${pid ?? 0}/status`]);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(stdout)?.[1]) / 1000;
}

labTest(
  'large bodies both ways, a large build, a terminal that changes its size, attach whose input ends',
  { lab, before: (lab) => makeImages(lab), limitMs: 90_000 + megabytes * 200 },
  async (play, lab) => {
    await carries(play, lab);
    await shell(lab, 'docker run -d --name work bb:1 /bin/sleep 1000');
    const began = performance.now();
    const copied = await shell(
      lab,
      `cd "$(mktemp -d)" && head -c ${megabytes}000000 /dev/urandom > one && docker cp -q one work:/one &&
       docker cp -q work:/one two && cmp one two && echo same; rm -f one two`,
      60_000 + megabytes * 200,
    );
    console.log(`cp of ${megabytes} MB both ways: ${Math.round(performance.now() - began)} ms`);
    assert.equal(copied, 'same');

    const built = await shell(
      lab,
      `cd "$(mktemp -d)" && head -c 30000000 /dev/urandom > big && printf 'FROM bb:1\\nCOPY big /big\\n' > Dockerfile &&
       docker build -q -t large:1 . > /dev/null && sha256sum < big && docker run --rm large:1 /bin/busybox sha256sum /big; rm -f big`,
    );
    const [sent, kept] = built.split('\n').map((line) => line.split(' ')[0]);
    assert.equal(sent, kept);

    const inner = `docker exec -it work /bin/sh -c 'sleep 0.5; stty size; while [ "$(stty size)" != "44 99" ]; do sleep 0.05; done; stty size'`;
    const terminal = await shell(
      lab,
      `cat > /tmp/fairlead-tty.$$ <<'END'
stty rows 33 cols 77
# docker listens for changes only once the session has begun, so the size changes more than once.
(sleep 1; for i in 1 2 3 4 5 6 7 8; do stty rows 43 cols 99; sleep 0.2; stty rows 44; sleep 0.4; done) < /dev/tty > /dev/null 2>&1 &
${inner}
END
       script -qec "sh /tmp/fairlead-tty.$$" /dev/null; rm -f /tmp/fairlead-tty.$$`,
    );
    assert.match(terminal, /33 77[^]*44 99/);

    // What goes in ends, and everything that comes out arrives still.
    const attached = await shell(
      lab,
      `docker create -i -a STDIN -a STDOUT --name says bb:1 /bin/sh -c 'cat; sleep 1; echo after' > /dev/null && printf 'half ' | docker start -ai says`,
    );
    assert.equal(attached, 'half after');
  },
);

labTest(
  '200 connections at once, and a client that reads nothing for a while: all answered, memory flat',
  { lab, before: (lab) => makeImages(lab), limitMs: 120_000 + silentS * 1000 },
  async (play, lab) => {
    await carries(play, lab);
    const file = socketOf(lab);
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const request = http.get({ socketPath: file, path: '/version', agent: false });
        const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
        answer.resume();
        await once(answer, 'end');
        return answer.statusCode;
      }),
    );
    console.log(`200 connections at once: ${Math.round(performance.now() - began)} ms`);
    assert.deepEqual(
      answers.filter((code) => code !== 200),
      [],
    );

    await lab
      .guest()
      .sh('cd "$(mktemp -d)" && head -c 200000000 /dev/zero > blob && tar -c blob | docker import - blob:1');
    const before = await memory(play);
    const socket = net.connect({ path: file });
    await once(socket, 'connect');
    socket.pause();
    socket.write('GET /images/blob:1/get HTTP/1.0\r\nHost: docker\r\n\r\n');
    let most = 0;
    for (let i = 0; i < silentS * 4; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      most = Math.max(most, await memory(play));
    }
    console.log(
      `nothing read for ${silentS} s: ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`,
    );
    assert.ok(most - before < 48, `${before} MB before, ${most} MB at most`);
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
    socket.resume();
    await once(socket, 'close');
    assert.ok(bytes > 200_000_000, `${bytes} bytes arrived after the pause`);
  },
);

labTest(
  'the engine restarts: what was carried ends, what is asked meanwhile is answered promptly, and then all is well',
  { lab, before: (lab) => makeImages(lab) },
  async (play, lab) => {
    await carries(play, lab);
    const waiting = lab.docker(['events', '--since', '1'], { env: unix(lab), timeoutMs: 30_000 });
    await lab.guest().sh('/etc/init.d/docker stop');
    const stopped = performance.now();
    await waiting;
    assert.ok(performance.now() - stopped < 2000, 'docker events ends with its engine');
    const began = performance.now();
    const meanwhile = await lab.docker(['version'], { env: unix(lab), timeoutMs: 10_000 });
    assert.notEqual(meanwhile.exitCode, 0);
    assert.match(meanwhile.stderr, /Fairlead: Docker in default cannot be reached now/);
    assert.ok(performance.now() - began < 2500, 'a prompt answer, the start of docker with it');
    await lab.guest().sh('/etc/init.d/docker start');
    await carries(play, lab);
  },
);

/** Streams of docker, each of which goes on until it is cut. The load is fed from a pipe that stays open. */
const streams = {
  'logs -f': 'exec docker logs -f --tail 1 talks',
  build: 'cd "$HOME/slow" && exec docker build --no-cache .',
  load: 'cd "$HOME/slow"; rm -f pipe; mkfifo pipe; exec 3>&1; { docker save bb:1 | head -c 500000; echo half >&3; while head -c 1000 /dev/zero; do sleep 0.1; done; } > pipe & docker load < pipe; kill $! 2> /dev/null',
} as const;

labTest(
  'fast: a stream on the path that the VPN took ends within a second of its being seen: logs, a build, a load',
  {
    lab,
    daemon: { settings: { 'endpoint.prefer': 'fast' } },
    before: (lab) => makeImages(lab),
    limitMs: 70_000 + flaps * 20_000,
  },
  async (play, lab) => {
    const onDirect = async (): Promise<string | undefined> => {
      const [machine] = (await play.snapshot()).machines;
      return machine?.endpoint?.carriedBy === 'direct' ? undefined : JSON.stringify(machine?.endpoint);
    };
    await play.step('the direct path carries', onDirect);
    await lab.docker([
      ...['run', '-d', '--name', 'talks', 'bb:1', '/bin/sh', '-c'],
      'while :; do echo x; sleep 0.1; done',
    ]);
    await shell(
      lab,
      `mkdir "$HOME/slow" && printf 'FROM bb:1\\nRUN echo begun; sleep 20\\n' > "$HOME/slow/Dockerfile"`,
    );
    const times: string[] = [];
    for (let i = 0; i < flaps; i += 1) {
      const begun = new Set<string>();
      const ended = Object.entries(streams).map(async ([what, script]) => {
        const child = lab.mac.start(['sh', '-c', script], {
          unprivileged: true,
          env: lab.userEnvironment({ ...unix(lab), DOCKER_BUILDKIT: '0' }),
          line: (line) => {
            if (/^x|begun$|half/.test(line)) begun.add(what);
          },
        });
        await once(child, 'exit');
        return { what, at: performance.now() };
      });
      await play.step('the streams are carried', () =>
        begun.size === ended.length ? undefined : [...begun].join(),
      );
      await lab.vpn.connect('whole-network');
      await play.step('the loss is seen', async () =>
        (await onDirect()) === undefined ? 'not yet' : undefined,
      );
      const seenAt = performance.now();
      for (const { what, at } of await Promise.all(ended)) {
        const ms = Math.max(0, Math.round(at - seenAt));
        times.push(`${what} ${ms}`);
        assert.ok(ms < 1000, `${what} ended after ${ms} ms`);
      }
      await lab.vpn.disconnect();
      await play.step('the direct path carries again', onDirect);
    }
    console.log(`ended after the loss was seen, in ms: ${times.join(', ')}`);
  },
);
