import { lineReader } from '../netstat-row.ts';
import { tokensOf } from '../tokens.ts';

/** Two rows at the least; one has six words at the most, with counters and expiry. */
const fewestWords = 8;
const longestRun = 200_000;
/** What may stand between the interface of one row and the destination of the next: an expiry. */
const between = /^(!|\d{1,9})$/;

/**
 * The rows of a table that lost its line ends, as a text field of one line or the print-out of a list loses them:
 * headings in front, then row after row. Undefined for a line that is anything else, one row among it.
 */
export function runOnRows(line: string): readonly string[] | undefined {
  if (line.length > longestRun) return undefined;
  const tokens = tokensOf(line.replace(/["',\[\]]/g, ' '));
  if (tokens.length < fewestWords) return undefined;
  const read = lineReader();
  const rows: string[] = [];
  let before = 0;
  for (let at = 0; at < tokens.length; at++) {
    const words = tokens.slice(at, at + 6);
    const found = read(words);
    if (found.kind !== 'row' || found.row.gateway.kind === 'other' || words[2] !== found.row.flags) continue;
    const gap = tokens.slice(before, at);
    if (rows.length === 0) rows.push(gap.join(' '));
    else if (gap.every((word) => between.test(word))) rows.push(`${rows.pop() ?? ''} ${gap.join(' ')}`);
    else return undefined;
    before = at + 3 + found.numbers + 1;
    rows.push(tokens.slice(at, before).join(' '));
    at = before - 1;
  }
  if (rows.length < 3) return undefined;
  return [...rows, tokens.slice(before).join(' ')];
}
