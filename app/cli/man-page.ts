import type { Command } from 'commander';
import { version } from '../version.ts';
import { exitCodeWords } from './exit-codes.ts';

/** The manual of all commands as one page for man(1), in the man macros, from the definitions and their --help. */
export function manPage(program: Command): string {
  return [
    `.TH FAIRLEAD 1 "" "fairlead ${version}" "User Commands"`,
    '.SH NAME',
    'fairlead \\- keeps Docker in a local VM reachable when a VPN takes its route',
    '.SH SYNOPSIS',
    '.B fairlead',
    '.I command',
    '[\\fIoptions\\fR] [\\fIarguments\\fR]',
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandLines(command, 'fairlead')),
    '.SH EXIT STATUS',
    ...exitCodeWords.flatMap(([code, words]) => ['.TP', `.B ${code}`, roff(words)]),
    '.SH FILES',
    '.TP',
    '.I ~/.fairlead',
    'Settings, journal, host keys and the control socket; $FAIRLEAD_HOME moves it.',
    '.SH SEE ALSO',
    '.BR docker (1),',
    '.BR ssh (1)',
    '',
  ].join('\n');
}

function commandLines(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`;
  const own = [
    `.SS "${roff([name, argumentsOf(command)].filter((part) => part !== '').join(' '))}"`,
    roff(command.description() === '' ? `${command.summary()}.` : command.description()),
    ...command.options.flatMap((option) => ['.TP', `.B ${roff(option.flags)}`, roff(option.description)]),
    ...exampleLines(command),
  ];
  return [...own, ...command.commands.flatMap((inner) => commandLines(inner, name))];
}

function argumentsOf(command: Command): string {
  return command.registeredArguments
    .map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? `<${name}>` : `[${name}]`;
    })
    .join(' ');
}

/** What --help prints behind the options: paragraphs, examples and exit codes. */
function exampleLines(command: Command): readonly string[] {
  const help = extraOf(command);
  if (help === '') return [];
  return help.split('\n\n').flatMap((paragraph) => {
    const [first = '', ...rest] = paragraph.split('\n');
    if (first.startsWith('Exit codes')) return [];
    return first === 'Examples:'
      ? ['.PP', 'Examples:', '.nf', ...rest.map(roff), '.fi']
      : [
          '.PP',
          ...paragraph
            .split('\n')
            .filter((line) => line !== '')
            .map(roff),
        ];
  });
}

/** commander keeps text behind the help as listeners; asking for the help is the way to read it. */
function extraOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text.slice(command.helpInformation().length).trim();
}

/** A line that begins with a dot or a quote would be a request, a hyphen a typographic one. */
function roff(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
