/** What the manuals tell people to type is understood: commands, options, and as many words as it takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { CommandLine } from './command-line.ts';
import { build } from './main.ts';
import type { World } from './world.ts';

/** Words as a shell splits them; what it would put in for `$(…)` or a variable is one word. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'|;&<>)])+/g)].map(([word]) =>
    word.replace(/^(["'])(.*)\1$/, '$2'),
  );
}

/** Each call of fairlead in a line, with what stands behind it up to the end of the command. */
function calls(example: string): readonly string[] {
  return [
    ...example.matchAll(
      /(?:^|\(|[|;&] ?|^\w+=\S* |\bif )fairlead(?![-\w])((?:"(?:\\.|[^"\\])*"|'[^']*'|[^"'|;&)])*)/g,
    ),
  ].map(([, rest = '']) => rest);
}

function problemOf(program: Command, call: string): string | undefined {
  const [...rest] = words(call);
  let command = program;
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (next === undefined) break;
    command = next;
    rest.shift();
  }
  if (command.commands.length > 0) {
    // A group has one that runs when it is named alone.
    if (rest.length > 0) return `${command.name()} has no command ${rest[0] ?? ''}`;
    return undefined;
  }
  const { operands, unknown } = command.parseOptions([...rest]);
  const isOpen = ['create', 'ssh', 'demo', 'help'].includes(command.name());
  if (unknown.length > 0 && !isOpen) return `${command.name()} does not know ${unknown.join(' ')}`;
  const { registeredArguments: known } = command;
  if (operands.length < known.filter(({ required }) => required).length) return 'too few words';
  return operands.length > known.length && !known.some(({ variadic }) => variadic) && !isOpen
    ? `${command.name()} takes fewer words than ${operands.join(' ')}`
    : undefined;
}

function manualOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

test('every example of every manual can be typed as it stands', () => {
  const world = { stdout: { write: () => true }, stderr: { write: () => true }, environment: {} };
  const program = build(new CommandLine(world as unknown as World));
  const wrong: string[] = [];
  let count = 0;
  for (const command of leaves(program)) {
    const examples = /\nExamples:\n((?: {2}\S.*\n)+)/.exec(manualOf(command))?.[1] ?? '';
    const lines = examples.split('\n').map((line) => line.trim().split(/ {2,}/)[0] ?? '');
    const said = lines.flatMap(calls);
    count += said.length;
    const isHidden = ['manual-page', 'help', 'demo'].includes(command.name());
    if (said.length === 0 && !isHidden) wrong.push(`${command.name()}: no example`);
    for (const call of said) {
      const problem = problemOf(program, call);
      if (problem !== undefined) wrong.push(`fairlead${call}: ${problem}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 80, `${count} examples`);
});

test('what is wrong with an example is seen', () => {
  const world = { stdout: { write: () => true }, stderr: { write: () => true }, environment: {} };
  const program = build(new CommandLine(world as unknown as World));
  for (const [call, problem] of [
    [' certs renew --clients', /renew does not know --clients/],
    [' certs shw', /certs has no command shw/],
    [' ip', undefined],
    [' scp one', /too few words/],
    [' adopt a b', /adopt takes fewer words/],
    [' doctr', /fairlead has no command doctr/],
  ] as const) {
    const said = problemOf(program, call);
    if (problem === undefined) assert.equal(said, undefined);
    else assert.match(said ?? 'nothing', problem);
  }
});
