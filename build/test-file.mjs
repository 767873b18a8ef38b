// One test file in a process of its own, and what Node's reporter said about it.
import { run } from './run.mjs';

/**
 * @param {string} file @param {{ limitS: number, flags: readonly string[] }} options
 * @returns {Promise<{ file: string, ok: boolean, seconds: number, tests: number, skipped: readonly string[], text: string }>}
 */
export async function testFile(file, { limitS, flags }) {
  // Node 24 has been seen to spin for ever in its own clean-up (Environment::CleanupHandles) after the last
  // test of a file that used TLS over proxied sockets; leaving by exit() passes that by.
  const words = [process.execPath, '--test-force-exit', '--test-reporter=spec', ...flags, file];
  const { ok, late, output, seconds } = await run(words, { limitS });
  const count = (what) => Number(new RegExp(`^ℹ ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const skipped = [...output.matchAll(/^\s*﹣ (.*?) \([\d.]+ms\) # (?!TODO)(.*)$/gm)].map(
    ([, name, reason]) => `${name}: ${reason}`,
  );
  const text = late ? `${output}\n✖ ${file} was not done after ${limitS} s, and was ended.\n` : output;
  // A file that ends before its tests do has no summary, whatever its exit code.
  const complete = /^ℹ tests \d+$/m.test(output);
  return { file, ok: ok && complete, seconds, tests: count('tests'), skipped, text };
}
