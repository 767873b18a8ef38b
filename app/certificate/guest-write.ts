import { quote } from '../machine/guest-command.ts';

/**
 * Lines of POSIX sh that write their standard input to `file` in the guest and put it in place of `target` by a rename,
 * whole or not at all: a connection that breaks ends the input early, and what came until then must not stand for a
 * certificate. `text` is what will be sent.
 */
export function placeWhole(text: string, file: string, target: string): string {
  const incoming = quote(file);
  const isWhole = `[ "$(wc -c <${incoming})" -eq ${Buffer.byteLength(text)} ]`;
  return `{ cat >${incoming} && ${isWhole} && sync && mv -f ${incoming} ${quote(target)} || { rm -f ${incoming}; exit 1; }; }`;
}
