import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { extract } from 'tar';
import type { DoctorResult, MendResult, ReportResult } from '../../shared/control/doctor.ts';
import { programs } from '../stage/programs.ts';
import { startStage, type Stage } from '../stage/stage.ts';

/** Runs the shipped command as somebody on this Mac would, without a daemon. */
function fairlead(stage: Stage, ...argv: readonly string[]): Promise<{ code: number; value: unknown }> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [programs().fairlead, ...argv, '--json', '--home', stage.home],
      { env: stage.environment, cwd: stage.root, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        try {
          resolve({
            code: typeof error?.code === 'number' ? error.code : 0,
            value: JSON.parse(stdout) as unknown,
          });
        } catch {
          reject(new Error(`fairlead ${argv.join(' ')}: ${stdout}${stderr}`));
        }
      },
    );
  });
}

const wrong = ({ findings }: DoctorResult): readonly string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id);

test('the doctor finds what was broken, exactly that, and mends it', { timeout: 240_000 }, async () => {
  await using stage = await startStage();
  const machine = stage.machine('default');
  const look = async (): Promise<readonly string[]> =>
    wrong((await fairlead(stage, 'doctor')).value as DoctorResult);
  const fix = async (): Promise<DoctorResult> =>
    ((await fairlead(stage, 'doctor', '--fix')).value as MendResult).after;

  assert.deepEqual(await look(), []);

  const key = machine.made.machine.ssh.keyPath;
  chmodSync(key, 0o644);
  assert.ok((await look()).includes('SSH_KEY_OPEN'));
  assert.deepEqual(wrong(await fix()), []);
  assert.equal(statSync(key).mode & 0o777, 0o600);

  stage.vpn.connect('plain');
  assert.deepEqual(await look(), ['GUEST_TIMEOUT_VPN']);
  assert.deepEqual(wrong(await fix()), []);
  stage.vpn.disconnect();

  await machine.powerOff();
  const off = (await fairlead(stage, 'doctor')).value as DoctorResult;
  assert.deepEqual(
    off.findings.map(({ id }) => id).filter((id) => id === 'HOST_NOT_RUNNING'),
    ['HOST_NOT_RUNNING'],
  );

  // A report of the same stage, with things in its log that must not be in it.
  const planted = ['vpn.megacorp.com', '203.0.113.77', 'a4:83:e7:12:34:56', 'hunter2hunter2'];
  mkdirSync(path.join(stage.home, 'logs'), { recursive: true });
  const log = path.join(stage.home, 'logs/fairlead.log');
  const keyText = readFileSync(key, 'utf8');
  writeFileSync(log, `${planted[0]} ${planted[1]} ${planted[2]} password=${planted[3]}\n${keyText}\n`, {
    flag: 'a',
  });
  const file = path.join(stage.root, 'report.tar.gz');
  const report = (await fairlead(stage, 'report', '--output', file)).value as ReportResult;
  assert.deepEqual(
    report.missing.filter((one) => !one.startsWith('fairlead.log.1')),
    [],
  );
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await extract({ file, cwd: stage.root });
  const [folder = ''] = readdirSync(stage.root).filter((name) => name.startsWith('fairlead-report-'));
  const user = userInfo().username;
  const secrets = [...planted, ...keyText.split('\n').slice(1, -2), ...(user === 'root' ? [] : [user])];
  for (const name of report.parts) {
    const text = readFileSync(path.join(stage.root, folder, name), 'utf8');
    for (const secret of secrets) assert.ok(!text.includes(secret), `${name} holds ${secret.slice(0, 20)}`);
    // A host may have a name as short as "vm", which is also a part of words.
    assert.doesNotMatch(text, new RegExp(`(?<![\\w-])${hostname().replaceAll('.', '\\.')}(?![\\w-])`), name);
  }
  assert.equal((await fairlead(stage, 'report', '--output', file)).code, 1);
});
