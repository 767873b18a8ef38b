import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { ping } from '../../stage/docker-client.ts';
import type { Stage, StageOptions } from '../../stage/stage.ts';
import type { Measure } from '../measure.ts';
import { Scene } from '../scene.ts';
import type { Stages } from '../stages.ts';

const execute = promisify(execFile);
const script = fileURLToPath(new URL('../by-hand.sh', import.meta.url));
const handLimitMs = 30_000;

/**
 * Everything is missing at once: the NAT rule, and localhost in the certificate. Fairlead and the script start
 * at the same situation, in turns, and the same client says when Docker answers. The script does not verify
 * what it does, keeps no back-up and needs no time to be typed.
 */
export const certificate: Measure = {
  yields: ['certificate-renewal', 'certificate-by-hand', 'certificate-ratio'],
  async run({ rounds, stages, say }) {
    const byFairlead: number[] = [];
    const byHand: number[] = [];
    const lacking = await missingTool();
    if (lacking !== undefined) say(`${lacking} is not here, so nothing is compared with work by hand`);
    // Each round stands up two stages; half as many rounds say as much about a second as about a blink.
    const count = Math.ceil(rounds / 2);
    for (let round = 0; round < count; round += 1) {
      say(`certificate, round ${round + 1} of ${count}`);
      byFairlead.push(await renewByFairlead(stages));
      if (lacking === undefined) byHand.push(await renewByHand(stages));
    }
    return {
      'certificate-renewal': byFairlead,
      'certificate-by-hand': byHand,
      'certificate-ratio': byHand.map((ms, index) => (byFairlead[index] ?? NaN) / ms),
    };
  },
};

/**
 * As docker-machine made certificates before 0.5.1: the guest address and nothing else. Neither side tries to
 * repair the route, which Fairlead would otherwise do first.
 */
const situation: StageOptions = {
  machines: [{ name: 'default', guestIp: '192.168.99.100', servedNames: ['192.168.99.100'] }],
  settings: { 'forward.arm': false, 'route.repair': 'off' },
};

async function renewByFairlead(stages: Stages): Promise<number> {
  await using scene = await Scene.open({ stages, stage: situation });
  await scene.rests('the direct path works', ({ path: way }) => way === 'direct');
  const start = performance.now();
  scene.stage.vpn.connect('plain');
  await scene.answers('forward');
  return performance.now() - start;
}

async function renewByHand(stages: Stages): Promise<number> {
  const stage = await stages.start(situation);
  try {
    const [machine] = stage.machines;
    if (machine === undefined) throw new Error('the stage has no machine');
    const work = path.join(stage.root, 'by-hand');
    mkdirSync(work);
    const start = performance.now();
    stage.vpn.connect('plain');
    await execute(
      '/bin/sh',
      [
        script,
        path.join(stage.root, 'store'),
        machine.name,
        String(stage.firstPort),
        String(machine.vm.sshPort),
        machine.guestIp,
        path.join(stage.root, 'bin/VBoxManage'),
        work,
      ],
      { env: stage.environment, timeout: handLimitMs },
    );
    await answersOverLocalhost(stage, machine.made.machine.directory);
    return performance.now() - start;
  } finally {
    await stages.end(stage);
  }
}

async function answersOverLocalhost(stage: Stage, certPath: string): Promise<void> {
  const { firstPort, proxyPort } = stage;
  const dockerHost = `tcp://localhost:${firstPort}`;
  const end = performance.now() + handLimitMs;
  for (;;) {
    const answer = await ping({ dockerHost, certPath, proxyPort, timeoutMs: 1000 });
    if (answer.kind === 'answers') return;
    if (performance.now() > end) throw new Error(`after the work by hand: ${answer.why}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function missingTool(): Promise<string | undefined> {
  for (const [tool, flag] of [
    ['openssl', 'version'],
    ['ssh', '-V'],
  ] as const) {
    try {
      await execute(tool, [flag]);
    } catch {
      return tool;
    }
  }
  return undefined;
}
