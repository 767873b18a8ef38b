import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from '../lab.ts';
import type { Play } from '../play.ts';
import { labTest, local } from './lab-test.ts';
import { Load, makeImages } from './load.ts';

/** FAIRLEAD_FLAPS=100 for the long run; docs/endpoint.md has what it said. */
const flaps = Number(process.env['FAIRLEAD_FLAPS'] ?? 3);
const lab = { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] } as const;

const unix = (lab: Lab): NodeJS.ProcessEnv => ({
  DOCKER_HOST: `unix://${path.join(lab.names.fairlead, 'machines/default/docker.sock')}`,
});

for (const prefer of ['steady', 'fast'] as const)
  labTest(
    `${prefer}: version, logs -f, build and load while a VPN comes and goes`,
    {
      lab,
      daemon: { settings: { 'endpoint.prefer': prefer } },
      before: (lab) => makeImages(lab),
      limitMs: 90_000 + flaps * 20_000,
    },
    async (play, lab) => {
      const env = unix(lab);
      await play.step('the endpoint carries', async () => {
        const { machines } = await play.snapshot();
        return machines[0]?.endpoint?.carriedBy === (prefer === 'steady' ? local : 'direct')
          ? undefined
          : JSON.stringify(machines[0]?.endpoint);
      });
      const engine = await lab.guest().sh('cat /var/run/docker.pid');
      await using load = await Load.start(lab, env);
      for (let i = 0; i < flaps; i++) {
        await lab.vpn.connect('whole-network');
        await load.someCalls();
        await lab.vpn.disconnect();
        await load.someCalls();
      }
      const said = await load.end();
      console.log(JSON.stringify({ prefer, flaps, ...said, failures: said.failures.slice(0, 5) }));
      assert.equal(await lab.guest().sh('cat /var/run/docker.pid'), engine, 'the engine was not restarted');
      assert.ok(said.versions > 0 && said.lines > 0 && said.loads + said.builds > 0, JSON.stringify(said));
      if (prefer === 'steady') assert.deepEqual(said.failures, []);
      // Streams that rode the lost path end, or the load would not; how soon is not measured here.
      else assert.ok(said.slowestFailureMs < 3000, JSON.stringify(said));
    },
  );

labTest(
  'exec, attach, cp and events through the endpoint are what they are directly',
  { lab, before: (lab) => makeImages(lab) },
  async (play, lab) => {
    await play.step('the endpoint carries', async () =>
      (await play.snapshot()).machines[0]?.endpoint?.carriedBy === 'forward' ? undefined : 'not yet',
    );
    const same = async (words: readonly string[], stdin?: string): Promise<string> => {
      const script = (host: string) =>
        (stdin === undefined ? '' : `printf '%s' '${stdin}' | `) + `docker ${words.join(' ')} # ${host}`;
      const direct = await lab.onMac(['sh', '-c', script('direct')], { env: await directEnv(lab) });
      const through = await lab.onMac(['sh', '-c', script('endpoint')], { env: unix(lab) });
      assert.deepEqual(
        [through.exitCode, through.stdout, through.stderr],
        [direct.exitCode, direct.stdout, direct.stderr],
        words.join(' '),
      );
      return through.stdout;
    };
    await lab.docker(['run', '-d', '--name', 'work', 'bb:1', '/bin/sleep', '1000']);
    await same(['version']);
    await same(['info', '-f', '{{.ID}}']);
    await same(['ps', '-q', '--no-trunc']);
    await same(['events', '--since', '1', '--until', '2']);
    // The end of what goes in must arrive while what comes out stays open.
    assert.equal(await same(['exec', '-i', 'work', '/bin/cat'], 'half'), 'half');
    assert.equal(await same(['run', '-i', '--rm', 'bb:1', '/bin/cat'], 'attached'), 'attached');
    assert.equal((await same(['exec', 'work', '/bin/sh', '-c', '"exit 7"'])).length, 0);
    const tty = await lab.onMac(
      [
        'script',
        '-qec',
        'stty rows 33 cols 77; docker exec -it work /bin/sh -c "sleep 0.5; stty size"',
        '/dev/null',
      ],
      { env: { ...unix(lab), TERM: 'xterm' } },
    );
    assert.match(tty.stdout, /33 77/);
    const sums = await lab.onMac(
      [
        'sh',
        '-c',
        'cd "$(mktemp -d)" && head -c 40000000 /dev/urandom > one && docker cp -q one work:/one && docker cp -q work:/one two && cmp one two && echo same; rm -f one two',
      ],
      { env: unix(lab), timeoutMs: 60_000 },
    );
    assert.equal(sums.stdout.trim(), 'same', sums.stderr);
  },
);

labTest(
  'faults: the socket removed, the daemon killed, the machine off',
  { lab: { machines: [{ name: 'default' }] }, before: (lab) => lab.permission(false), limitMs: 90_000 },
  async (play, lab) => {
    const ask = async () => {
      const began = performance.now();
      const answer = await lab.docker(['version', '-f', '{{.Server.Version}}'], { env: unix(lab) });
      return { ...answer, ms: performance.now() - began };
    };
    const works = async (): Promise<string | undefined> => {
      const { exitCode, stderr } = await ask();
      return exitCode === 0 ? undefined : stderr;
    };
    await play.step('the endpoint carries', works);
    rmSync(path.join(lab.names.fairlead, 'machines/default/docker.sock'));
    await play.step('the socket comes back', works, 2000);

    await play.daemon.kill();
    const dead = await ask();
    assert.notEqual(dead.exitCode, 0);
    assert.ok(dead.ms < 3000, 'a dead daemon is a prompt refusal');
    await play.startDaemon({ settings: { 'forward.arm': false, 'endpoint.prefer': 'fast' } });
    await play.step('the next daemon takes the socket over', works);

    await lab.onMac(['VBoxManage', 'controlvm', 'default', 'poweroff']);
    await play.step('the machine is off, and docker says how to start it', async () => {
      const { stderr } = await ask();
      return /default is off; start it with: fairlead start default/.test(stderr) ? undefined : stderr;
    });
  },
);

labTest(
  'without a forward the tunnel carries, with halves of their own; an sshd that forbids it is named',
  { lab, before: async (lab) => (lab.permission(false), makeImages(lab)), limitMs: 90_000 },
  async (play, lab) => {
    await play.step('the forward is armed', play.dockerAnswers());
    await lab.docker(['run', '-d', '--name', 'work', 'bb:1', '/bin/sleep', '1000']);
    await play.daemon.fairlead(['forward', 'remove', 'default']);
    await lab.vpn.connect('whole-network');
    await play.step('the tunnel carries', async () => {
      const { machines } = await play.snapshot();
      return machines[0]?.path === 'tunnel' ? undefined : JSON.stringify(machines[0]);
    });
    const piped = (words: string) =>
      lab.onMac(['sh', '-c', `printf half | docker ${words}`], { env: unix(lab) });
    assert.equal((await piped('exec -i work /bin/cat')).stdout, 'half');
    assert.equal((await piped('run -i --rm bb:1 /bin/cat')).stdout, 'half');
    for (const [how, signal] of [
      ['cut', 'KILL'],
      ['silent', 'STOP'],
    ] as const)
      await lose(play, lab, { how, signal });
    await lab
      .guest()
      .sh(
        'echo "AllowTcpForwarding no" >> /etc/ssh/sshd_config && pid=$(cat /run/sshd.pid) && kill $pid $(cat /proc/$pid/task/$pid/children) && sleep 0.2 && /usr/sbin/sshd',
      );
    await play.step(
      'docker is told, and the reason is in the picture',
      async () => {
        const { stderr } = await lab.docker(['version'], { env: unix(lab) });
        const { machines } = await play.snapshot();
        const said = machines[0]?.tunnel?.detail ?? '';
        return /cannot be reached now/.test(stderr) && /forbids forwarding/.test(said)
          ? undefined
          : `${stderr} / ${said}`;
      },
      20_000,
    );
  },
);

/**
 * The SSH connection goes while `docker events` rides it: by a reset, or by falling silent, as where NAT forgets it. Of
 * sshd's two processes for a session it is the user's that has the connection; without the other it goes on.
 */
async function lose(play: Play, lab: Lab, { how, signal }: { how: string; signal: string }): Promise<void> {
  let isHeard = false;
  const rider = lab.mac.start(['docker', 'events', '--since', '1'], {
    unprivileged: true,
    env: lab.userEnvironment(unix(lab)),
    line: () => (isHeard = true),
  });
  const ended = once(rider, 'close').then(() => performance.now());
  await play.step('docker events rides the tunnel', () => (isHeard ? undefined : 'no line'));
  await lab
    .guest()
    .sh(`kill -${signal} $(ps -eo pid=,args= | awk '/sshd(-session)?: docker$/ { print $1 }')`);
  const lostAt = performance.now();
  const { exitCode, stderr } = await lab.docker(['version'], { env: unix(lab) });
  const askedMs = Math.round(performance.now() - lostAt);
  const riddenMs = Math.max(0, Math.round((await ended) - lostAt));
  const again = performance.now();
  const next = await lab.docker(['version'], { env: unix(lab) });
  const nextMs = Math.round(performance.now() - again);
  console.log(
    `SSH ${how}: docker version ended with ${exitCode} after ${askedMs} ms ${stderr.trim()}, the stream after ${riddenMs} ms; the next docker version took ${nextMs} ms`,
  );
  assert.ok(exitCode === 0 || /Fairlead: /.test(stderr), stderr);
  assert.ok(riddenMs < 4000 && askedMs < 4000, `${riddenMs} ms, ${askedMs} ms`);
  assert.equal(next.exitCode, 0, next.stderr);
}

async function directEnv(lab: Lab): Promise<NodeJS.ProcessEnv> {
  const machine = lab.machines.get('default')?.machine;
  return Promise.resolve({
    DOCKER_TLS_VERIFY: '1',
    DOCKER_HOST: `tcp://${machine?.guestIp ?? ''}:2376`,
    DOCKER_CERT_PATH: machine?.directory ?? '',
  });
}
