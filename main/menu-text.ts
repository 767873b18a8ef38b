/** Text for native menus, which neither wrap nor shorten anything: a long row makes the menu as wide as it is. */
import { printable } from '../shared/wording.ts';

const rowLength = 56;
const nameLength = 32;

/** A sentence as rows of a menu. */
export function wrap(sentence: string): string[] {
  const rows: string[] = [];
  for (const word of printable(sentence).split(' ').map(cutWord)) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= rowLength)
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

/** A name with its middle left out: machines called after branches differ at the end. */
export function cut(name: string): string {
  const safe = printable(name);
  if (safe.length <= nameLength) return safe;
  const half = (nameLength - 1) / 2;
  return `${safe.slice(0, Math.ceil(half))}…${safe.slice(-Math.floor(half))}`;
}

function cutWord(word: string): string {
  return word.length <= rowLength ? word : `${word.slice(0, rowLength - 1)}…`;
}
