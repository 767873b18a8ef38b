import type { Value } from '../go-template/evaluate.ts';
import { isList, isMap } from '../go-template/evaluate.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

/** What a filter looks at. */
export interface Filtered {
  readonly name: string;
  readonly driver: string;
  /** docker-machine's word: `Running`. */
  readonly state: string;
  /** The swarm's master, when it is in one. */
  readonly swarm: string;
  readonly labels: readonly string[];
}

export type Filter = (machine: Filtered) => boolean;

const keys: Readonly<Record<string, (value: string) => Filter>> = {
  driver: (value) => (machine) => same(machine.driver, value),
  state: (value) => (machine) => same(machine.state, value),
  swarm: (value) => (machine) => machine.swarm !== '' && same(machine.swarm, value),
  label: (value) => (machine) => machine.labels.some((label) => sameLabel(label, value)),
  name: (value) => {
    const pattern = patternOf(value);
    return (machine) => pattern.test(machine.name);
  },
};

/** `key=value`, several: of one key any may hold, of different keys all must. */
export function filtersOf(texts: readonly string[]): Filter {
  const byKey = new Map<string, Filter[]>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals < 0) throw usage('Unsupported filter syntax');
    const key = text.slice(0, equals).toLowerCase();
    const make = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (make === undefined) throw usage(`Unsupported filter key '${key}'`);
    byKey.set(key, [...(byKey.get(key) ?? []), make(text.slice(equals + 1))]);
  }
  return (machine) => [...byKey.values()].every((filters) => filters.some((filter) => filter(machine)));
}

/** Whether a filter has to know the state, which takes a look at the VM. */
export function asksState(texts: readonly string[]): boolean {
  return texts.some((text) => /^state=/i.test(text));
}

/** The engine's labels of a config.json. */
export function labelsOf(config: Value): readonly string[] {
  const labels = at(at(at(config, 'HostOptions'), 'EngineOptions'), 'Labels');
  return isList(labels) ? labels.filter((label) => typeof label === 'string') : [];
}

export function at(value: Value, key: string): Value {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function sameLabel(label: string, wanted: string): boolean {
  const [key, ...value] = label.split('=');
  const [wantedKey, ...wantedValue] = wanted.split('=');
  return key === wantedKey && same(value.join('='), wantedValue.join('='));
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw usage(`the filter name=${text} is no regular expression: ${(error as Error).message}`);
  }
}

function usage(message: string): CommandError {
  return new CommandError('usage', message, {
    hint: 'filters are driver=, state=, name=, label= and swarm=: fairlead ls --help',
    exitCode: exitCodes.usage,
  });
}
