/** Tools wrapped in a script that notes each start; works the same on Linux and on a Mac. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SettingKey, Settings } from '../../shared/settings.ts';

export interface Start {
  /** Name and arguments. */
  readonly command: string;
  /** Milliseconds since 1970, to the second. */
  readonly at: number;
}

/** The settings that name the wrappers in place of the tools. */
export function wrapTools(
  settings: Partial<Settings>,
  { folder, record }: { readonly folder: string; readonly record: string },
): Partial<Settings> {
  mkdirSync(folder);
  writeFileSync(record, '');
  const tools = Object.entries(settings).filter(
    (entry): entry is [SettingKey, string] => entry[0].startsWith('tools.') && typeof entry[1] === 'string',
  );
  return Object.fromEntries(
    tools.map(([key, tool]) => {
      const wrapper = path.join(folder, path.basename(tool));
      const note = `echo "$(date +%s) ${path.basename(tool)} $*" >> '${record}'`;
      writeFileSync(wrapper, `#!/bin/sh\n${note}\nexec '${tool}' "$@"\n`);
      chmodSync(wrapper, 0o755);
      return [key, wrapper];
    }),
  );
}

export function startsOf(record: string): readonly Start[] {
  return readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const space = line.indexOf(' ');
      return { at: 1000 * Number(line.slice(0, space)), command: line.slice(space + 1) };
    });
}
