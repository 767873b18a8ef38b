import type { Value } from './evaluate.ts';
import { TemplateError } from './template-error.ts';
import { goJson, isTrue, words } from './words.ts';

type Function = (args: readonly Value[]) => Value;

/** Go's own functions that make sense here, and the two of docker-machine's inspect. */
export const functions: ReadonlyMap<string, Function> = new Map<string, Function>([
  ['json', ([value]) => goJson(value)],
  ['prettyjson', ([value]) => goJson(value, 4)],
  ['index', ([value, ...keys]) => keys.reduce<Value>(member, value)],
  ['len', ([value]) => lengthOf(value)],
  ['eq', ([first, ...others]) => others.some((other) => same(first, other))],
  ['ne', ([first, second]) => !same(first, second)],
  ['lt', ([first, second]) => compare(first, second) < 0],
  ['le', ([first, second]) => compare(first, second) <= 0],
  ['gt', ([first, second]) => compare(first, second) > 0],
  ['ge', ([first, second]) => compare(first, second) >= 0],
  ['not', ([value]) => !isTrue(value)],
  ['and', (args) => args.find((value) => !isTrue(value)) ?? args.at(-1)],
  ['or', (args) => args.find(isTrue) ?? args.at(-1)],
  ['print', (args) => args.map(words).join(' ')],
  ['println', (args) => `${args.map(words).join(' ')}\n`],
  ['printf', ([format, ...args]) => printf(words(format), args)],
]);

function member(value: Value, key: Value): Value {
  if (Array.isArray(value) && typeof key === 'number') {
    const list = value as readonly Value[];
    if (key < 0 || key >= list.length)
      throw new TemplateError(`there is no element ${key} in ${words(value)}`);
    return list[key];
  }
  if (typeof value !== 'object' || value === null || typeof key !== 'string')
    throw new TemplateError(`index cannot find ${words(key)} in ${words(value)}`);
  const map = value as { readonly [key: string]: Value };
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) throw new TemplateError(`${words(value)} has no length`);
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function same(first: Value, second: Value): boolean {
  return words(first) === words(second) && typeof first === typeof second;
}

function compare(first: Value, second: Value): number {
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  if (typeof first !== 'string' || typeof second !== 'string')
    throw new TemplateError(`${words(first)} and ${words(second)} cannot be compared`);
  return Buffer.compare(Buffer.from(first), Buffer.from(second));
}

const verb = /%(-?)(\d{0,3})([svdqt%])/g;

function printf(format: string, args: readonly Value[]): string {
  let next = 0;
  return format.replace(verb, (...found: readonly string[]) => {
    const [, left, width, kind] = found;
    if (kind === '%') return '%';
    if (next >= args.length) throw new TemplateError(`printf ${JSON.stringify(format)} has too few values`);
    const value = args[next++];
    const text = kind === 'q' ? JSON.stringify(words(value)) : words(value);
    return left === '-' ? text.padEnd(Number(width)) : text.padStart(Number(width));
  });
}
