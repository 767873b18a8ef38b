/** The part of a stream that printing needs; process.stdout is one, a test's recorder another. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the reader's end can show. */
export interface Paper {
  /** Columns to fit into; Infinity when nobody looks at columns (a file, a pipe). */
  readonly width: number;
  readonly colour: boolean;
}

export function paperOf(output: Pick<Output, 'isTTY' | 'columns'>, environment: NodeJS.ProcessEnv): Paper {
  const isTerminal = output.isTTY === true;
  const plain = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const forced = (environment['FORCE_COLOR'] ?? '') !== '' && environment['FORCE_COLOR'] !== '0';
  return {
    width: isTerminal ? Math.max(40, output.columns ?? 80) : Infinity,
    colour: !plain && (isTerminal || forced),
  };
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof codes;

/** Colour only repeats what the words already say. */
export function styled(paper: Paper, style: Style, text: string): string {
  return paper.colour ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;
}

/** Cuts with `…` so that the text takes at most `width` columns. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Breaks at blanks; every line but the first is indented. A word longer than the line stays whole. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const start = lines.length === 0 ? '' : indent;
    if (line !== '' && start.length + line.length + 1 + word.length > width) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push((lines.length === 0 ? '' : indent) + line);
  return lines.join('\n');
}
