import { configure, type Theme } from '../theme.ts';

export const tcsh: Theme = {
  names: ['tcsh', 'csh'],
  set: ({ name, value }) => `setenv ${name} "${quoted(value)}";`,
  unset: (name) => `unsetenv ${name};`,
  // `:` because a comment mark would swallow the rest: csh joins the lines of `…` into one.
  // Braces in what `…` printed are expanded before any quote is looked at.
  impossible: /[{}]/,
  hint: (command) => [`: ${configure}`, `: eval \`${command}\``],
};

/**
 * Inside csh's double quotes neither `$` nor a backquote can be escaped, so they stand in single quotes;
 * `!` calls up history everywhere unless a backslash is before it. Runs of blanks as in the POSIX form.
 */
function quoted(value: string): string {
  return value
    .replace(/["$`*?[\]\\]+/g, `"'$&'"`)
    .replace(/!/g, '\\!')
    .replace(/ (?= )/g, ' ""');
}
