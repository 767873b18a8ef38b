import type { GuestAnswer } from '../ports.ts';

/** One line of what a command said, for a sentence. */
export function said(answer: GuestAnswer): string {
  const text = (answer.stderr || answer.stdout).trim().split('\n')[0] ?? '';
  return text === '' ? `exit code ${answer.exitCode}` : text.replace(/[^\x20-\x7e]+/g, '?').slice(0, 200);
}
