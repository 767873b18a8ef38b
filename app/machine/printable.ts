/**
 * Text from directory names and files in the form that may reach a terminal: everything that is not
 * printable becomes an escape, so that a name cannot move the cursor or forge a line.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A path as one word of a POSIX shell command, for "the next command to type". */
export function shellWord(path: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(path)) return path;
  return `'${printable(path).replaceAll("'", `'\\''`)}'`;
}
