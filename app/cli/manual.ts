import { exitCodeWords, type ExitCode } from './exit-codes.ts';

/** The long part of a command's --help. */
export interface Manual {
  /** When one needs it, and what it does not do. Paragraphs. */
  readonly about: readonly string[];
  /** What to type, and what that is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Exit codes it can end with, besides 0, 1 and 2. */
  readonly exits?: readonly ExitCode[];
}

const width = 78;

export function manualText(manual: Manual): string {
  const codes = new Set<ExitCode>([0, 1, 2, ...(manual.exits ?? [])]);
  const column = Math.max(...manual.examples.map(([command]) => command.length));
  return [
    '',
    ...manual.about.flatMap((paragraph) => [...fold(paragraph), '']),
    'Examples:',
    ...manual.examples.map(([command, purpose]) => `  ${command.padEnd(column)}  ${purpose}`),
    '',
    'Exit codes:',
    ...exitCodeWords.filter(([code]) => codes.has(code)).map(([code, words]) => `  ${code}  ${words}`),
  ].join('\n');
}

function fold(paragraph: string): readonly string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
