/** Every everyday command on a real network, sshd and engine: while a VPN has the route, and while it has not. */
import assert from 'node:assert/strict';
import { chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Answer } from '../command.ts';
import type { Lab } from '../lab.ts';
import { macUser } from '../names.ts';
import { findProgram } from '../needs.ts';
import type { Play } from '../play.ts';
import { labTest, local } from './lab-test.ts';

interface Ask {
  readonly argv: readonly string[];
  readonly code?: number;
  readonly out?: RegExp | string;
  readonly err?: RegExp | string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A command that waits for the address whose packets vanish takes longer than this, each time it is given. */
const promptMs = 6000;
/** For what hangs: dozens of commands, one after the other, took 150 s where two labs and two busy loops ran beside. */
const slowMs = 300_000;

async function fairlead(lab: Lab, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Answer> {
  const words = [lab.names.node, path.join(lab.names.repository, 'dist/fairlead.js'), ...argv];
  return lab.onMac(words, { env, timeoutMs: 60_000 });
}

/** What is not as it should be, for all of them: one run tells the whole of it. */
async function wrongOf(lab: Lab, asks: readonly Ask[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { argv, code = 0, out, err, env } of asks) {
    const { answer, ms } = await timedAnswer(lab, argv, env);
    const said = `${argv.join(' ')}: ${answer.exitCode}, ${ms} ms, ${JSON.stringify(answer.stdout)}, ${JSON.stringify(answer.stderr)}`;
    const suits = (text: string, wanted: RegExp | string | undefined): boolean =>
      wanted === undefined || (typeof wanted === 'string' ? text === wanted : wanted.test(text));
    if (answer.exitCode !== code || !suits(answer.stdout, out) || !suits(answer.stderr, err))
      wrong.push(said);
    // A computer that is busy for a moment is no address that does not answer.
    else if (ms > promptMs && (await timedAnswer(lab, argv, env)).ms > promptMs)
      wrong.push(`${said}: not prompt`);
  }
  return wrong;
}

async function timedAnswer(
  lab: Lab,
  argv: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<{ readonly answer: Answer; readonly ms: number }> {
  const began = performance.now();
  const answer = await fairlead(lab, argv, env);
  return { answer, ms: Math.round(performance.now() - began) };
}

const machineIp = '192.168.99.100';

/** The same questions in both situations; only what is wrong differs. */
async function reads(play: Play, lab: Lab, taken: boolean): Promise<readonly Ask[]> {
  const env = await play.environment();
  const { forward } = (await play.snapshot()).machines[0] ?? {};
  const port = /:(\d+)$/.exec(forward?.address ?? '')?.[1] ?? '';
  const url = `tcp://localhost:${port}`;
  const folder = path.join(lab.names.store, 'machines/default');
  const mine = path.join(lab.names.home, 'note');
  writeFileSync(mine, 'a note\n');
  chownSync(mine, macUser.uid, macUser.gid);
  const options = `--tlsverify\n--tlscacert="${folder}/ca.pem"\n--tlscert="${folder}/cert.pem"\n--tlskey="${folder}/key.pem"\n`;
  const endpoint = env['DOCKER_HOST'] ?? '';
  const active = (host: string): Ask => ({ argv: ['active'], env: { DOCKER_HOST: host }, out: 'default\n' });
  const unknown = ['ip', 'env', 'ssh', 'start'].map((word): Ask => ({
    argv: [word, 'defualt'],
    code: 1,
    out: '',
    err: /there is no machine "defualt".*\n +did you mean default\?/,
  }));
  const saved = `${lab.names.home}/report-${taken ? 'taken' : 'free'}.tar.gz`;
  return [
    {
      argv: ['ls'],
      out: /^NAME +ACTIVE +DRIVER .*ERRORS\ndefault +- +virtualbox +Running +tcp:\/\/localhost:\d+ .* v\d+/,
    },
    { argv: ['ls', '-q'], out: 'default\n', err: '' },
    { argv: ['ls', '-q', '--filter', 'state=Running', '--filter', 'name=^def'], out: 'default\n' },
    { argv: ['ls', '-q', '--filter', 'state=stopped'], out: '' },
    {
      argv: ['ls', '-t', '1', '-f', '{{.Name}} {{.Active}} {{.State}} {{.Error}}'],
      out: 'default - Running \n',
    },
    { argv: ['ls', '--filter', 'colour=red'], code: 2, out: '', err: /Unsupported filter key 'colour'/ },
    { argv: ['ls', '-f', '{{.Nonsense}}'], code: 2, out: '', err: /Nonsense/ },
    {
      argv: ['env', 'default', '--shell', 'bash'],
      out: /^unset DOCKER_TLS[^]*export DOCKER_HOST="?unix:|export DOCKER_HOST="?unix:/,
      err: '',
    },
    {
      argv: ['env', '--tcp', '--shell', 'bash', 'default'],
      out: new RegExp(`DOCKER_HOST="${taken ? url : 'tcp:'}`),
    },
    { argv: ['ip', 'default', 'default'], out: `${machineIp}\n${machineIp}\n` },
    { argv: ['config', 'default'], out: `${options}-H=${url}\n` },
    { argv: ['config', '--direct', 'default'], out: `${options}-H=tcp://${machineIp}:2376\n` },
    { argv: ['url', 'default'], out: `${url}\n` },
    { argv: ['url', '--direct'], out: `tcp://${machineIp}:2376\n` },
    {
      argv: ['inspect', '-f', '{{.Driver.IPAddress}} {{.DriverName}}', 'default'],
      out: `${machineIp} virtualbox\n`,
    },
    { argv: ['status', 'default'], out: 'Running\n', err: '' },
    { argv: ['status'], out: taken ? /localhost|forward/ : /default/ },
    active(endpoint),
    active(url),
    active(`tcp://${machineIp}:2376`),
    { argv: ['active'], code: 1, out: '', err: /No active host found/ },
    { argv: ['ssh', 'default', 'cat', '/etc/os-release'], out: /ID=boot2docker/ },
    { argv: ['ssh', 'default', 'exit 42'], code: 42 },
    { argv: ['scp', '-q', mine, 'default:note'], err: '' },
    { argv: ['scp', '-q', 'default:note', `${mine}-back`], err: '' },
    { argv: ['certs', 'show', 'default'], out: /names +.*localhost/ },
    { argv: ['certs', 'renew', 'default', '--dry-run'] },
    { argv: ['vpn'], out: taken ? /takes 192\.168\.99\.0\/24|192\.168\.99\.0\/24/ : /^No VPN is connected/ },
    { argv: ['doctor', '--json'], ...(taken ? { code: 1, out: /GUEST_TIMEOUT_VPN/ } : {}) },
    { argv: ['report', '-o', saved], out: new RegExp(`^${saved} \\(`) },
    {
      argv: ['explain', '--json', `dial tcp ${machineIp}:2376: i/o timeout`],
      out: /"id": ?"GUEST_TIMEOUT_VPN"/,
    },
    ...(taken ? unknown : []),
  ];
}

labTest(
  'every everyday command answers rightly and at once, with the route and without it',
  { limitMs: slowMs, before: (lab) => lab.permission(false) },
  async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    await play.step('the forward is armed', async () =>
      (await play.snapshot()).machines[0]?.forward.address === undefined ? 'no forward' : undefined,
    );
    const free = await wrongOf(lab, await reads(play, lab, false));
    await lab.vpn.connect('whole-network');
    await play.step('Docker answers over localhost', play.dockerAnswers({ through: local }));
    const taken = await wrongOf(lab, await reads(play, lab, true));
    assert.deepEqual({ free, taken }, { free: [], taken: [] });
  },
);

/** What docker-machine answers, byte for byte, where no VPN is in its way. */
const sameAsDockerMachine: readonly (readonly string[])[] = [
  ['ip', 'default'],
  ['ip', 'default', 'default'],
  ['status', 'default'],
  ['ls', '-q'],
  ['ls', '-q', '--filter', 'state=Running'],
  ['ls', '-q', '--filter', 'state=stopped'],
  ['ls', '-q', '--filter', 'name=^d', '--filter', 'driver=virtualbox'],
  ['ls', '-q', '--filter', 'label=no=such'],
  ['ls', '-f', '{{.Name}}\\t{{.Active}}\\t{{.ActiveHost}}\\t{{.ActiveSwarm}}\\t{{.DriverName}}\\t{{.State}}'],
  ['ls', '-f', '{{.DockerVersion}} {{.Error}} {{.Swarm}}|'],
  ['ls', '-f', 'table {{.Name}} {{.State}}'],
  ['ls', '-f', 'table {{.Name}}: {{.DriverName}}\\t{{.DockerVersion}}'],
  ['ls', '-f', '{{.EngineOptions.StorageDriver}} {{.EngineOptions.TLSVerify}} {{.SwarmOptions.Master}}'],
  ['inspect', 'default'],
  ['inspect', '-f', '{{.Driver.IPAddress}}', 'default'],
  ['inspect', '-f', '{{json .HostOptions.AuthOptions}}', 'default'],
  ['inspect', '-f', '{{prettyjson .Driver}}', 'default'],
  ['inspect', '-f', '{{.Driver.CPU}} {{.Driver.Memory}} {{.NoSuch}}', 'default'],
  ['url', 'default'],
  ['config', 'default'],
  ['env', '--shell', 'bash', 'default'],
  ['env', '--shell', 'fish', 'default'],
  ['env', '--shell', 'powershell', 'default'],
  ['env', '--shell', 'cmd', 'default'],
  ['env', '--shell', 'tcsh', 'default'],
  ['env', '--shell', 'emacs', 'default'],
  ['env', '--no-proxy', '--shell', 'bash', 'default'],
  ['env', '-u', '--shell', 'bash'],
];

labTest(
  'docker-machine and Fairlead answer the same, byte for byte',
  {
    limitMs: 120_000,
    daemon: { settings: { 'forward.arm': false, 'endpoint.enabled': false } },
    skip: findProgram('docker-machine') === undefined ? 'docker-machine is not installed' : undefined,
  },
  async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    const env = { SHELL: '/bin/bash' };
    const differ: unknown[] = [];
    for (const argv of sameAsDockerMachine) {
      const theirs = await lab.onMac([path.join(lab.names.bin, 'docker-machine'), ...argv], { env });
      const ours = await fairlead(lab, argv, env);
      // The line that says how to use it names the command as it was typed.
      const [one, other] = [theirs, ours].map(({ stdout }) =>
        stdout.replace(/^.*(docker-machine|fairlead) env .*\n/m, ''),
      );
      if (ours.exitCode !== theirs.exitCode || one !== other) differ.push([argv.join(' '), theirs, ours]);
    }
    assert.deepEqual(differ, []);
  },
);

labTest(
  'machines are stopped, started and restarted, and certificates renewed, while a VPN has the route',
  { limitMs: slowMs, before: (lab) => lab.permission(false) },
  async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    await lab.vpn.connect('whole-network');
    await play.step('Docker answers over localhost', play.dockerAnswers({ through: local }));
    const wrong: string[] = [];
    const run = async (argv: readonly string[], out: RegExp): Promise<void> => {
      const began = performance.now();
      const answer = await fairlead(lab, argv);
      const ms = Math.round(performance.now() - began);
      if (answer.exitCode !== 0 || !out.test(answer.stdout) || ms > 30_000)
        wrong.push(`${argv.join(' ')}: ${answer.exitCode}, ${ms} ms, ${answer.stdout}${answer.stderr}`);
    };
    const authority = path.join(lab.names.store, 'certs/ca.pem');
    await run(['registry', 'trust', authority, 'registry.example:5000'], /registry\.example:5000/);
    await run(['registry', 'list'], /registry\.example:5000/);
    await run(['ssh', 'default', 'sudo cat /etc/docker/certs.d/registry.example:5000/ca.crt'], /BEGIN CERT/);
    await run(['regenerate-certs', '-f', 'default'], /default/);
    await run(['certs', 'renew', 'default', '--restart-engine'], /./);
    await run(['stop', 'default'], /^$/);
    await run(['status', 'default'], /^Stopped\n$/);
    await run(['ls', '-f', '{{.Name}} {{.State}} {{.URL}}'], /^default Stopped \n$/);
    await run(['start', 'default'], /^default: Docker answers/);
    await run(['restart', 'default'], /^default: Docker answers/);
    await run(['status', 'default'], /^Running\n$/);
    assert.deepEqual(wrong, []);
    await play.step('Docker answers at the end', play.dockerAnswers({ through: local }));
  },
);
