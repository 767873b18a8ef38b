import { machineNames, settingKeys, type CompletedCommand } from './words.ts';

export function fishScript(commands: readonly CompletedCommand[]): string {
  const program = commands.find(({ words }) => words === '');
  const top = program?.subcommands ?? [];
  const lines = [
    '# fish completion of fairlead. In config.fish: fairlead completion fish | source',
    'complete -c fairlead -f',
    ...top.map(
      ({ name, summary }) => `complete -c fairlead -n __fish_use_subcommand -a ${name} -d ${text(summary)}`,
    ),
    ...commands.flatMap(linesOf),
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf({ words, subcommands, options, completes }: CompletedCommand): readonly string[] {
  const [group = '', name] = words.split(' ');
  const isHere = group === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${group}`;
  const condition = text(name === undefined ? isHere : `${isHere}; and __fish_seen_subcommand_from ${name}`);
  const notYet = text(
    `${isHere}; and not __fish_seen_subcommand_from ${subcommands.map((one) => one.name).join(' ')}`,
  );
  return [
    ...(group === ''
      ? []
      : subcommands.map((one) => `complete -c fairlead -n ${notYet} -a ${one.name} -d ${text(one.summary)}`)),
    ...options.map(({ flags, summary, takesValue }) => {
      const named = flags.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      return `complete -c fairlead -n ${condition} ${named.join(' ')}${takesValue ? ' -r' : ''} -d ${text(summary)}`;
    }),
    ...(completes === 'machines'
      ? [`complete -c fairlead -n ${condition} -a ${text(`(${machineNames})`)} -d machine`]
      : []),
    ...(completes === 'settings'
      ? [`complete -c fairlead -n ${condition} -a ${text(settingKeys.join(' '))} -d setting`]
      : []),
    ...(completes === 'files' ? [`complete -c fairlead -n ${condition} -F`] : []),
  ];
}

/** fish knows two escapes inside single quotes. */
function text(words: string): string {
  return `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
