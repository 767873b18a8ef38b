import { machineNames, quoted, settingKeys, type CompletedCommand } from './words.ts';

/** With descriptions, through zsh's own _describe. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const groups = commands.filter(({ words, subcommands }) => words !== '' && subcommands.length > 0);
  const cases = commands.map(({ words, subcommands, options, completes }) => {
    const names = subcommands.map(({ name, summary }) => quoted(`${name}:${plain(summary)}`));
    const flags = options.flatMap(({ flags: some, summary }) =>
      some.map((flag) => quoted(`${flag}:${plain(summary)}`)),
    );
    return `    ${quoted(words)}) names=(${names.join(' ')}) options=(${flags.join(' ')}) kind=${completes} ;;`;
  });
  return `#compdef fairlead
# zsh completion of fairlead. In ~/.zshrc, after compinit: source <(fairlead completion zsh)
_fairlead() {
  local command_path='' kind='' word
  local -a names options machines
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == -* ]] && continue
    case $command_path in
      '') command_path=$word ;;
      ${groups.length === 0 ? "'-'" : groups.map(({ words }) => words).join('|')}) command_path="$command_path $word" ;;
    esac
  done
  case $command_path in
${cases.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe -o option options
    return
  fi
  (( \${#names} )) && _describe command names
  case $kind in
    machines) machines=(\${(f)"$(${machineNames})"}); (( \${#machines} )) && _describe machine machines ;;
    settings) machines=(${settingKeys.join(' ')}); _describe setting machines ;;
    files) _files ;;
  esac
}
if (( \${+functions[compdef]} )); then compdef _fairlead fairlead; fi
`;
}

/** A colon would end the word that is described. */
function plain(text: string): string {
  return text.replaceAll(':', ' -');
}
