import { configure, type Theme } from '../theme.ts';

/** bash, zsh, sh, dash, ksh, and whatever nobody knows. */
export const posix: Theme = {
  names: ['sh', 'bash', 'zsh', 'dash', 'ksh', 'ash'],
  set: ({ name, value }) => `export ${name}="${quoted(value)}"`,
  unset: (name) => `unset ${name}`,
  hint: (command) => [`# ${configure}`, `# eval $(${command})`],
};

/**
 * For the inside of double quotes, and such that it also survives the unquoted `eval $(…)` of the hint:
 * there the text is split at blanks and joined with one, and its words are matched against file names.
 * So runs of blanks are parted by `""`, and `*`, `?`, `[` (and `!`, for a pasted line) stand in single quotes.
 */
function quoted(value: string): string {
  return value
    .replace(/[\\"$`]/g, '\\$&')
    .replace(/[*?[!]+/g, `"'$&'"`)
    .replace(/ (?= )/g, ' ""');
}
