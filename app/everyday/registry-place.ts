import { quote } from '../machine/guest-command.ts';
import type { GuestSession, JournalEntry } from '../ports.ts';
import { engineFolder, hook, keptFolder, mark } from './registry.ts';

/**
 * What stands in a machine where registries are kept, as words for the journal: `etc` (/etc/docker), `folder` or `link`
 * (the engine's own certs.d), `kept` (the one that survives a reboot), `hook` (bootsync.sh) with `mode:755`, `line`
 * (ours in it) and `cut` (its last line has no end).
 */
export async function readRegistryPlace(session: GuestSession): Promise<string[]> {
  const script = [
    '[ -d /etc/docker ] && echo etc',
    `if [ -L ${engineFolder} ]; then echo link; elif [ -d ${engineFolder} ]; then echo folder; fi`,
    `[ -e ${keptFolder} ] && echo kept`,
    `if [ -e ${hook} ]; then echo hook; echo "mode:$(stat -c %a ${hook} 2>/dev/null)"`,
    `grep -qF ${quote(mark)} ${hook} && echo line`,
    `[ -z "$(tail -c 1 ${hook})" ] || echo cut; fi`,
    ':',
  ].join('\n');
  const { stdout } = await session.run(`sudo -n sh -c ${quote(script)}`);
  return stdout
    .split('\n')
    .filter((word) => /^(etc|link|folder|kept|hook|line|cut|mode:[0-7]{3,4})$/.test(word));
}

/**
 * When the last change of ours to a machine's registries has gone: the line in its hook, the link and the folder go
 * too, and what stood there before stands there again. Folders that hold something of others since stay.
 */
export async function putRegistryPlaceBack(
  session: GuestSession,
  { entry, all }: { readonly entry: JournalEntry; readonly all: readonly JournalEntry[] },
): Promise<void> {
  const ofMachine = all.filter(({ kind, machine }) => kind === 'guest-file' && machine === entry.machine);
  const others = ofMachine.filter(
    ({ id, state }) => id !== entry.id && (state === 'done' || state === 'begun'),
  );
  // The one that found no line of ours made it; later ones found it there.
  const first = ofMachine.findLast(
    ({ undo }) => Array.isArray(undo['stood']) && !undo['stood'].includes('line'),
  );
  const stood = first?.undo['stood'];
  if (others.length > 0 || !Array.isArray(stood)) return;
  await session.run(`sudo -n sh -c ${quote(backScript(stood))}`);
}

function backScript(stood: readonly string[]): string {
  const had = (word: string): boolean => stood.includes(word);
  const mode = stood.find((word) => word.startsWith('mode:'))?.slice('mode:'.length);
  const aside = `${hook}.fairlead-new`;
  const rest = had('cut')
    ? `printf %s "$(cat ${aside})" >${aside}.2 && cat ${aside}.2 >${aside}; rm -f ${aside}.2`
    : ':';
  return [
    `if grep -qF ${quote(mark)} ${hook} 2>/dev/null; then cp -p ${hook} ${aside} && { grep -vF ${quote(mark)} ${hook} >${aside} || :; }`,
    rest,
    ...(had('hook')
      ? [`${mode === undefined ? '' : `chmod ${mode} ${aside}; `}mv -f ${aside} ${hook}`]
      : [
          `if [ "$(cat ${aside})" = '#!/bin/sh' ]; then rm -f ${aside} ${hook}; else mv -f ${aside} ${hook}; fi`,
        ]),
    'fi',
    ...(had('link') || had('kept') ? [] : [linkScript(had('folder'))]),
    ...(had('etc') ? [] : ['rmdir /etc/docker 2>/dev/null']),
    'sync',
  ].join('\n');
}

/** Only a link of ours: the folder it leads to did not stand there before. */
function linkScript(hadFolder: boolean): string {
  const isOurs = `[ -L ${engineFolder} ] && [ -d ${keptFolder} ]`;
  return hadFolder
    ? `if ${isOurs}; then rm -f ${engineFolder} && mv ${keptFolder} ${engineFolder}; fi`
    : `if ${isOurs} && rmdir ${keptFolder} 2>/dev/null; then rm -f ${engineFolder}; fi`;
}
