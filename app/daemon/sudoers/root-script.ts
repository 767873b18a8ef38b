import { quote } from '../../machine/guest-command.ts';
import { firstLine, place } from './text.ts';

/** What the script ends with when it has changed nothing, or has taken back what it did. */
export const exitWords: { readonly [code: number]: string } = {
  3: 'visudo refuses the file; nothing was changed',
  4: 'with it sudo cannot read all its files, so everything is as it was before: visudo -c says more',
  5: 'sudo does not read /etc/sudoers.d here; nothing was changed',
  6: "sudo's own files have a fault already, which is to be mended first: visudo -c; nothing was changed",
  7: `${place} is not as Fairlead wrote it, and stays`,
};

/** One line, because it travels through AppleScript; plain POSIX sh with the system's own programs only. */
const common = [
  'set -eu',
  'PATH=/usr/bin:/bin:/usr/sbin:/sbin',
  'export PATH',
  'umask 077',
  `place=${place}`,
  // sudo passes over names with a dot, so neither is ever read.
  'new=$place.new',
  'old=$place.old',
  'say() { code=$1; shift; echo "$*" >&2; exit "$code"; }',
].join('; ');

/**
 * Installs the permission as root: checked by visudo before, put in place by one rename as root with mode 0440, and
 * taken back when the whole of sudo's files does not parse afterwards. A file that is not ours is never replaced.
 */
export function installScript(text: string): string {
  return installSteps(text).join('; ');
}

/** Its statements, between any two of which it may be killed. */
export function installSteps(text: string): readonly string[] {
  return [
    common,
    `grep -Eq '^[#@]includedir[[:space:]]+"?(/private)?/etc/sudoers\\.d/?"?[[:space:]]*$' /etc/sudoers || say 5 'not included'`,
    `if [ -e "$place" ] || [ -L "$place" ]; then { [ -f "$place" ] && [ ! -L "$place" ] && [ "$(head -n 1 "$place")" = ${quote(firstLine)} ]; } || say 7 'not ours'; fi`,
    // A fault in our own file is mended by replacing it.
    `[ -e "$place" ] || visudo -c >/dev/null 2>&1 || say 6 'a fault already'`,
    'rm -f "$new" "$old"',
    // Fails when it is there already: nobody is to hand us a file of his own.
    `( set -C; printf '%s\\n' ${linesOf(text)} >"$new" )`,
    'chown 0:0 "$new"',
    'chmod 0440 "$new"',
    `visudo -cf "$new" >/dev/null 2>&1 || { rm -f "$new"; say 3 'refused'; }`,
    'if [ -e "$place" ]; then cp -p "$place" "$old"; fi',
    'mv -f "$new" "$place"',
    `visudo -c >/dev/null 2>&1 || { if [ -e "$old" ]; then mv -f "$old" "$place"; else rm -f "$place"; fi; say 4 'taken back'; }`,
    'rm -f "$old"',
  ];
}

/** Removes the permission when it is, byte for byte, one of the texts that Fairlead wrote. */
export function removeScript(texts: readonly string[]): string {
  const same = texts.map((text) => `printf '%s\\n' ${linesOf(text)} | cmp -s - "$place"`).join(' || ');
  return [
    common,
    'rm -f "$new" "$old"',
    'if [ ! -e "$place" ] && [ ! -L "$place" ]; then exit 0; fi',
    `{ [ -f "$place" ] && [ ! -L "$place" ] && { ${same}; }; } || say 7 'not ours'`,
    'rm -f "$place"',
  ].join('; ');
}

/** Each line as one quoted word: the script has no newline of its own. */
function linesOf(text: string): string {
  return text.replace(/\n$/, '').split('\n').map(quote).join(' ');
}
