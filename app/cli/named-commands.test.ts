import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Command } from 'commander';
import { CommandLine } from './command-line.ts';
import { build } from './main.ts';
import type { World } from './world.ts';

const top = path.resolve(import.meta.dirname, '../..');
const sources = ['app/**/*.ts', 'shared/**/*.ts', 'main/**/*.ts', 'renderer/**/*.{ts,tsx}', 'e2e/stage/*.ts'];
const pages = ['*.md', 'docs/*.md'];
/** The command, but not the context, network or completion of that name. */
const command = /(?<!--context |-c |--name |[\w./@-])fairlead ((?:[^\s'"`|;,:.()<>\\…]+ ?)+)/g;
/** What follows the name where it is a context, a host or one of the report's own words. */
const ordinary = ['for', 'or', 'engine'];
/** No command runs here, so nothing of it is used. */
const world: World = {
  environment: {},
  stdout: { write: () => true },
  stderr: { write: () => true },
  stdin: process.stdin,
  now: Date.now,
  signal: new AbortController().signal,
  openCore: () => Promise.reject(new Error('no core here')),
};

test('every command that a text of ours tells somebody to type is one, with options it has', () => {
  const program = build(new CommandLine(world));
  const wrong = new Set<string>();
  let seen = 0;
  for (const { file, words } of named()) {
    seen += 1;
    const why = fault(program, words);
    if (why !== undefined) wrong.add(`${file}: fairlead ${words.join(' ')}: ${why}`);
  }
  assert.ok(seen > 300, `${seen} found: the search itself is broken`);
  assert.deepEqual([...wrong], []);
});

function* named(): Iterable<{ readonly file: string; readonly words: readonly string[] }> {
  for (const file of globSync([...sources, ...pages], { cwd: top })) {
    if (/\.test\.tsx?$|^app\/testing\//.test(file)) continue;
    const text = readFileSync(path.join(top, file), 'utf8');
    for (const line of typed(file, text))
      for (const [, rest = ''] of line.matchAll(command)) yield { file, words: rest.trim().split(' ') };
  }
}

/** Lines of code without comments; of a page the code alone, for its sentences are no commands. */
function typed(file: string, text: string): readonly string[] {
  if (!file.endsWith('.md')) return text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*)/.test(line));
  return text.split('\n').flatMap((line) => {
    if (/^ {4}/.test(line)) return [line.replace(/ #.*/, '')];
    return [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  });
}

/** What is wrong with the words behind `fairlead`; a sentence may go on behind a command. */
function fault(program: Command, words: readonly string[]): string | undefined {
  const [first = '', second = ''] = words;
  if (!/^[a-z]/.test(first) || ordinary.includes(first)) return undefined;
  const named = program.commands.find((one) => one.name() === first);
  if (named === undefined) return `there is no command ${first}`;
  const isGroup = named.commands.length > 0 && /^[a-z]/.test(second);
  const command = isGroup ? named.commands.find((one) => one.name() === second) : named;
  if (command === undefined) return `${first} has no ${second}`;
  const chain = [program, command, ...command.commands];
  const known = [
    '--help',
    '-h',
    ...chain.flatMap(({ options }) => options.flatMap((one) => [one.short, one.long])),
  ];
  // What it does not know itself it hands on: ssh, create, demo.
  if (['ssh', 'create', 'explain', 'demo'].includes(command.name())) return undefined;
  const strange = words.find((word) => /^--?[a-z][a-z-]*$/.test(word) && !known.includes(word));
  return strange === undefined ? undefined : `${command.name()} has no ${strange}`;
}
