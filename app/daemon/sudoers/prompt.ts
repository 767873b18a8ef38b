import type { Run } from '../../platform/process/run.ts';

export type Asked =
  | { readonly kind: 'ran'; readonly exitCode: number; readonly said: string }
  /** The person said no. */
  | { readonly kind: 'declined' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Prompt {
  readonly run: Run;
  readonly script: string;
  /** What the password is for, shown beside the box. */
  readonly why: string;
}

export const osascript = '/usr/bin/osascript';
/** People read the text before they type. */
const promptMs = 5 * 60_000;

/** As root already. */
export async function runAsRoot({ run, script }: Prompt): Promise<Asked> {
  const ran = await run('/bin/sh', ['-c', script], { timeoutMs: 30_000 });
  if (ran.kind === 'not-run') return { kind: 'failed', reason: ran.reason };
  return { kind: 'ran', exitCode: ran.exitCode, said: ran.stderr.trim() };
}

/** The password sheet of macOS, once, with what it is for. */
export async function askBySheet({ run, script, why }: Prompt): Promise<Asked> {
  const program = `do shell script ${appleText(script)} with prompt ${appleText(why)} with administrator privileges`;
  const ran = await run(osascript, ['-e', program], { timeoutMs: promptMs });
  if (ran.kind === 'not-run') return { kind: 'failed', reason: ran.reason };
  if (ran.exitCode === 0) return { kind: 'ran', exitCode: 0, said: '' };
  const said = ran.stderr.trim();
  // "User canceled" is translated; its number is not.
  const [, code] = /\((-?\d+)\)$/.exec(said) ?? [];
  if (code === '-128') return { kind: 'declined' };
  const number = Number(code);
  return number > 0 && number < 256
    ? { kind: 'ran', exitCode: number, said }
    : { kind: 'failed', reason: said.slice(0, 300) };
}

/** A text of AppleScript: only the backslash and the double quote mean anything in it. */
export function appleText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The same in a terminal: sudo asks there, with what it is for. */
export function sudoArguments(script: string, why: string): readonly string[] {
  // A percent sign would be an escape of sudo's prompt.
  return ['-p', `${why.replaceAll('%', '%%')}\nPassword: `, '--', '/bin/sh', '-c', script];
}
