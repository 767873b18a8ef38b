// One test file in a process of its own, and what Node's reporter said about it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run.mjs';

let folder;
let count = 0;

/** A file of its own for what the reporter says; it goes with this process. */
function reportFile() {
  if (folder === undefined) {
    folder = mkdtempSync(path.join(tmpdir(), 'test-reports-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  count += 1;
  return path.join(folder, `${count}.txt`);
}

/** Nothing when it ended before it said anything. */
function take(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file @param {{ limitS: number, flags: readonly string[], nice?: number }} options
 * @returns {Promise<{ file: string, ok: boolean, seconds: number, tests: number, skipped: readonly string[], text: string }>}
 */
export async function testFile(file, { limitS, flags, nice }) {
  // Node 24 has been seen to spin for ever in its own clean-up (Environment::CleanupHandles) after the last
  // test of a file that used TLS over proxied sockets; leaving by exit() passes that by. What exit() finds still
  // on its way into a pipe is lost, and a long report with it, so the report goes into a file.
  const destination = reportFile();
  const words = [
    ...[process.execPath, '--test-force-exit', '--test-reporter=spec'],
    ...[`--test-reporter-destination=${destination}`, ...flags, file],
  ];
  const { ok, late, output, seconds } = await run(words, { limitS, nice });
  const report = take(destination);
  const number = (what) => Number(new RegExp(`^ℹ ${what} (\\d+)$`, 'm').exec(report)?.[1] ?? 0);
  const skipped = [...report.matchAll(/^\s*﹣ (.*?) \([\d.]+ms\) # (?!TODO)(.*)$/gm)].map(
    ([, name, reason]) => `${name}: ${reason}`,
  );
  const said = `${output}${report}`;
  const text = late ? `${said}\n✖ ${file} was not done after ${limitS} s, and was ended.\n` : said;
  // A file that ends before its tests do has no summary, whatever its exit code.
  const complete = /^ℹ tests \d+$/m.test(report);
  return { file, ok: ok && complete, seconds, tests: number('tests'), skipped, text };
}
