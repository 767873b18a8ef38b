// Runs one program to its end or to its time limit, with what it started: nothing it leaves can hang a lane.
import { spawn, spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';
import path from 'node:path';

/** Group leaders that run now. */
const running = new Set();

// Where there is setpriv, a program is told when the runner itself is killed; elsewhere it runs to its end.
const onLinux = process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0;
const tellWhenOrphaned = onLinux ? ['setpriv', '--pdeathsig', 'TERM'] : [];

/** Every test file imports the same modules; stripping and compiling them anew takes twice as long as a short file runs. */
const compiled = { NODE_COMPILE_CACHE: path.resolve('node_modules/.cache/node') };

function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // It is gone already.
  }
}

function standBack(pid, nice) {
  try {
    if (nice > 0) setPriority(pid, nice);
  } catch {
    // It is gone already.
  }
}

/** Asks a group to end, then makes it. What tests set up (a lab, a stage) is taken down in between. */
async function end(pid) {
  signal(pid, 'SIGTERM');
  for (let waited = 0; waited < 100 && running.has(pid); waited += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  signal(pid, 'SIGKILL');
}

/** Ends everything that runs; for a runner that is interrupted. */
export async function endAll() {
  await Promise.all([...running].map(end));
}

/**
 * Resolves with { ok, output, seconds, late }: `ok` when it left with 0 in time, `late` when it had to be ended.
 * `nice`: how much it stands back for others, 0 to 19.
 * @param {readonly string[]} words @param {{ limitS: number, nice?: number, env?: NodeJS.ProcessEnv }} options
 */
export function run(words, { limitS, nice = 0, env = { ...compiled, ...process.env } }) {
  const since = performance.now();
  const [file = '', ...args] = [...tellWhenOrphaned, ...words];
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  if (child.pid !== undefined) {
    running.add(child.pid);
    standBack(child.pid, nice);
  }
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void end(child.pid);
    }, limitS * 1000);
    const done = (ok) => {
      clearTimeout(timer);
      running.delete(child.pid);
      resolve({ ok: ok && !late, late, output, seconds: (performance.now() - since) / 1000 });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      done(false);
    });
    child.on('exit', (code) => {
      // What it leaves running in its group ends with it. What it leaves elsewhere may hold the pipe: no `close` then.
      if (child.pid !== undefined) signal(child.pid, 'SIGKILL');
      const patience = setTimeout(() => done(code === 0), 1000);
      child.on('close', () => {
        clearTimeout(patience);
        done(code === 0);
      });
    });
  });
}
