import { lineReader } from '../netstat-row.ts';
import { tokensOf } from '../tokens.ts';
import { withItsLetters } from './letter-case.ts';
import { runOnRows } from './run-on.ts';
import { unwrapped } from './wrapped.ts';

/** Words that may stand before a row: a date, a prompt, the name of a host. */
const mostWordsBefore = 9;
const longestLine = 2000;
const heading = /^(Routing tables\s*$|Internet6?:\s*$|Destination\s+Gateway\s)/;

/**
 * The lines of a table without what stands around them: line numbers, names of files (`grep -Hn`), quotation
 * marks, list bullets, the bars of a Markdown table, the commas of a spreadsheet, the signs of a diff (whose
 * removed lines go). A line that holds several rows becomes several, a row over several lines one, and letters
 * that were all made capital or small are as printed. A line that is a row, or a heading, as it stands is left
 * alone; another gives way only when what remains is one.
 */
export function bareLines(lines: readonly string[]): readonly string[] {
  const isWhole = wholeness();
  const isDiff = lines.some((line) => /^@@ -\d/.test(line));
  const kept = isDiff ? lines.filter((line) => !line.startsWith('-')) : lines;
  const numbered = withoutNumbers(kept);
  return unwrapped(numbered ?? kept).flatMap((line) => {
    const rows = runOnRows(line);
    if (rows !== undefined) return rows;
    if (line.length > longestLine) return line;
    const quoted = line.split(/["\u201c\u201d]/).filter((piece) => isWhole(piece));
    if (quoted.length > 1) return quoted;
    for (const rest of [line, ...restsOf(line)]) {
      const printed = withItsLetters(rest);
      if (isWhole(printed)) return printed;
    }
    return line;
  });
}

function wholeness(): (line: string) => boolean {
  const read = lineReader();
  return (line) => {
    if (heading.test(line.trimStart())) return true;
    const found = read(tokensOf(line));
    return found.kind === 'row' && found.row.gateway.kind !== 'other';
  };
}

/**
 * All lines begin with a number, ever larger: that is their number (`cat -n`), not a destination. It takes the
 * whole text to know, because `7 10.0.0.1 10.0.0.5 UGHS en0` is a row of 7.0.0.0/8 by itself.
 */
function withoutNumbers(lines: readonly string[]): readonly string[] | undefined {
  let before = -1;
  let count = 0;
  const rests: string[] = [];
  for (const line of lines) {
    const match = /^\s*(\d{1,6})(?:[:)|]|\.(?=\s)|(?=\s|$))[ \t]?(.*)$/.exec(line);
    if (match === null && line.trim() !== '') return undefined;
    const number = Number(match?.[1] ?? before + 1);
    if (number <= before) return undefined;
    if (match !== null) [before, count] = [number, count + 1];
    rests.push(match?.[2] ?? '');
  }
  return count >= 3 ? rests : undefined;
}

function* restsOf(line: string): Generator<string, void, undefined> {
  const bare = line.replace(/^[\s#>|*;/\u2022\u00b7+\-"'$%,]+/, '').replace(/[\s|"',]+$/, '');
  yield bare;
  if (/[|&]/.test(bare)) yield bare.replace(/[|&]/g, ' ');
  if (/^[^\s,;]+([,;][^,;]*){3,}$/.test(bare)) yield bare.replace(/["']?[,;]["']?/g, ' ');
  yield bare.replace(/["'|,;]+/g, ' ').trimStart();
  yield bare.replace(/^.{0,200}?[=:]\s?["']/, '');
  yield bare.replace(/^(?:\S{1,200}?[:-])?(?:\d{1,6}[:)-])?\s*/, '');
  yield bare.replace(/^\S{1,200}:/, '');
  let rest = bare;
  for (let words = 0; words < mostWordsBefore && rest !== ''; words++) {
    rest = rest.replace(/^\S+\s*/, '');
    yield rest;
  }
}
