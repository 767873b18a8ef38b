import { functions } from './functions.ts';
import type { Node, Operand, Pipeline } from './parse.ts';
import { TemplateError } from './template-error.ts';
import { isTrue, words } from './words.ts';

/** What a template is filled from: the values JSON knows. */
export type Value =
  string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };

/** `strict`: a name that is not there is a mistake of the template, as for a struct of Go's; else `<no value>`. */
export interface Data {
  readonly value: Value;
  readonly strict: boolean;
}

interface Scope extends Data {
  readonly top: Value;
}

export function evaluate(nodes: readonly Node[], data: Data): string {
  return run(nodes, { ...data, top: data.value });
}

function run(nodes: readonly Node[], scope: Scope): string {
  return nodes.map((node) => one(node, scope)).join('');
}

function one(node: Node, scope: Scope): string {
  if (node.kind === 'text') return node.text;
  const value = pipe(node.pipeline, scope);
  if (node.kind === 'print') return words(value);
  if (node.kind === 'if') return run(isTrue(value) ? node.then : node.otherwise, scope);
  if (!isTrue(value)) return run(node.otherwise, scope);
  const within = (inner: Value): string => run(node.then, { ...scope, value: inner });
  return node.kind === 'with' ? within(value) : membersOf(value).map(within).join('');
}

/** Go walks a map in the order of its keys. */
function membersOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isMap(value))
    return Object.keys(value)
      .sort()
      .map((key) => value[key]);
  throw new TemplateError(`{{range}} cannot go over ${words(value)}`);
}

function pipe(pipeline: Pipeline, scope: Scope): Value {
  let result: { readonly value: Value } | undefined;
  for (const command of pipeline) result = { value: call(command, scope, result) };
  return result?.value;
}

/** The value of the command before it comes last, as Go has it. */
function call(
  [first, ...rest]: readonly Operand[],
  scope: Scope,
  piped: { readonly value: Value } | undefined,
): Value {
  const args = [
    ...rest.map((operand) => valueOf(operand, scope)),
    ...(piped === undefined ? [] : [piped.value]),
  ];
  if (first?.kind === 'call') return named(first.name)(args);
  if (args.length > 0) throw new TemplateError('only a function takes arguments');
  return first === undefined ? undefined : valueOf(first, scope);
}

function named(name: string): (args: readonly Value[]) => Value {
  const found = functions.get(name);
  if (found !== undefined) return found;
  throw new TemplateError(
    `function "${name}" is not supported; there are ${[...functions.keys()].sort().join(', ')}`,
  );
}

function valueOf(operand: Operand, scope: Scope): Value {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'group':
      return pipe(operand.pipeline, scope);
    case 'call':
      return named(operand.name)([]);
    case 'path':
      return operand.keys.reduce<Value>(
        (value, key) => field(value, key, scope),
        operand.from === 'top' ? scope.top : scope.value,
      );
  }
}

function field(value: Value, key: string, { strict }: Scope): Value {
  if (isMap(value) && Object.hasOwn(value, key)) return value[key];
  if (value === undefined || value === null || (isMap(value) && !strict)) return undefined;
  const known = isMap(value) ? `; there are ${Object.keys(value).join(', ')}` : '';
  throw new TemplateError(`there is no field .${key} here${known}`);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
