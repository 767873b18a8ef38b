import type { GlobalOptions } from './session.ts';

/**
 * The options of a command line that is `command` and the options every command takes, in any order. Undefined for any
 * other: the full command line reads it, or says what is wrong with it.
 */
export function plainWords(command: string, argv: readonly string[]): GlobalOptions | undefined {
  const rest = [...argv];
  let json = false;
  let home: string | undefined;
  let isNamed = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--json') json = true;
    else if (word === command && !isNamed) isNamed = true;
    else if (word === '--home' && (rest[0] ?? '') !== '') home = rest.shift();
    else return undefined;
  }
  if (!isNamed) return undefined;
  return { ...(json ? { json } : {}), ...(home === undefined ? {} : { home }) };
}
