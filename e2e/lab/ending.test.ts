import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './command.ts';
import { labNames } from './names.ts';
import { labSkip } from './scenarios/lab-test.ts';
import { ask } from './standing.ts';
import { isAlive, recorded } from '../stage/recorded.ts';
import { readState, sweep } from './state.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** A process that holds a lab; everything it starts bears its mark. */
function holdLab() {
  const names = labNames();
  const mark = `FAIRLEAD_LAB_MARK=${randomBytes(8).toString('hex')}`;
  const [key = '', value] = mark.split('=');
  const child = spawn(process.execPath, [main, 'hold', '--lab', names.id], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, [key]: value },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const marked = (): readonly number[] =>
    readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry) && readIfThere(`/proc/${entry}/environ`).includes(mark))
      .map(Number);
  const left = (): string => {
    const groups = globSync(
      ['/sys/fs/cgroup', '/sys/fs/cgroup/*'].map((at) => `${at}/fairlead-lab-${names.id}-*`),
    );
    const folders = globSync(`${names.root}*`);
    return [...marked().map((pid) => readIfThere(`/proc/${pid}/cmdline`)), ...groups, ...folders].join('\n');
  };
  return { names, child, ended, marked, left };
}

async function leavesNothing({ left }: ReturnType<typeof holdLab>): Promise<void> {
  await until('nothing is left', 15_000, () => (left() === '' ? true : undefined)).catch(() =>
    assert.equal(left(), '', 'nothing is left'),
  );
}

async function stands({ names }: ReturnType<typeof holdLab>): Promise<void> {
  await until('the lab stands', 30_000, async () => {
    const answer = await ask(names.id, ['status']).catch(() => undefined);
    return answer === undefined ? undefined : true;
  });
}

describe('however the process that holds a lab ends, nothing is left', { skip: labSkip ?? false }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)
    test(`${signal}, with the VPN connected`, { timeout: 90_000 }, async () => {
      const held = holdLab();
      await stands(held);
      await ask(held.names.id, ['vpn', 'on']);
      held.child.kill(signal);
      await held.ended;
      await leavesNothing(held);
    });

  // The moments: its folder is there, its first place, its first VM.
  for (const moment of ['state.json', 'logs/mac.log', 'logs/default.log'])
    test(`SIGKILL while it is being built, when ${moment} appears`, { timeout: 90_000 }, async () => {
      const held = holdLab();
      await until(moment, 30_000, () => (existsSync(`${held.names.root}/${moment}`) ? true : undefined));
      held.child.kill('SIGKILL');
      await held.ended;
      await leavesNothing(held);
    });

  test('kill -9 of everything at once: the next lab clears what is left', { timeout: 90_000 }, async () => {
    const held = holdLab();
    await stands(held);
    const owner = readState(held.names)?.owner ?? recorded(0);
    const all = held.marked();
    assert.ok(all.length > 5, `${all.length} processes bear the mark`);
    for (const pid of all) killIfThere(pid);
    await until('the owner is gone', 10_000, () => (isAlive(owner) ? undefined : true));
    await sweep();
    await leavesNothing(held);
  });

  test('a guard that was killed at its work: the next lab finishes it', async () => {
    const names = labNames();
    const group = `${globSync('/sys/fs/cgroup/pids')[0] ?? '/sys/fs/cgroup'}/fairlead-lab-${names.id}-default`;
    mkdirSync(`${names.root}.gone/logs`, { recursive: true });
    mkdirSync(group);
    await sweep();
    assert.deepEqual([existsSync(`${names.root}.gone`), existsSync(group)], [false, false]);
  });

  test('two labs stand side by side, and ending one leaves the other', { timeout: 90_000 }, async () => {
    const [one, other] = [holdLab(), holdLab()];
    await Promise.all([stands(one), stands(other)]);
    one.child.kill('SIGKILL');
    await leavesNothing(one);
    const { stdout } = await ask(other.names.id, ['status']);
    assert.match(stdout, /docker +answers/);
    other.child.kill('SIGTERM');
    await leavesNothing(other);
  });
});

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with the one before it.
  }
}
