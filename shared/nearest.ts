/** Longer words are not compared: nobody mistypes 80 letters, and the table below grows with the square. */
const longest = 80;

/**
 * The name a mistyped word most likely stands for, or undefined when none is near: at most a third of
 * the letters may differ, and always at least one. Swapped neighbours count as one difference.
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word === '' || word.length > longest) return undefined;
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const near = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** Edits between two words (insert, drop, replace, swap neighbours). */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > longest) return longest;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(above, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
          ? at(before, column - 2) + 1
          : Infinity;
      line.push(Math.min(replaced, swapped, at(above, column) + 1, at(line, column - 1) + 1));
    }
    before = above;
    above = line;
  }
  return at(above, b.length);
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Infinity;
}

/** `a, b and c`, for sentences. */
export function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1] ?? ''}`;
}
