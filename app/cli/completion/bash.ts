import { machineNames, quoted, settingKeys, type CompletedCommand } from './words.ts';

/** For bash 3.2 and newer, which is what macOS brings: no associative arrays, no completion package needed. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const groups = commands.filter(({ words, subcommands }) => words !== '' && subcommands.length > 0);
  const cases = commands.map(
    ({ words, subcommands, options, completes }) =>
      `    ${quoted(words)}) names=${quoted(subcommands.map(({ name }) => name).join(' '))} options=${quoted(flagsOf(options))} kind=${completes} values=${quoted(flagsOf(options.filter(({ takesValue }) => takesValue)))} ;;`,
  );
  return `# bash completion of fairlead. In ~/.bashrc, on a Mac in ~/.bash_profile: eval "$(fairlead completion bash)"
_fairlead() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= word index=1
  local names= options= kind= values=
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word=\${COMP_WORDS[index]}
    case $path in
      '') case $word in -*) ;; *) path=$word ;; esac ;;
      ${groups.length === 0 ? "'-'" : groups.map(({ words }) => words).join('|')}) case $word in -*) ;; *) path="$path $word" ;; esac ;;
    esac
    index=$((index + 1))
  done
  case $path in
${cases.join('\n')}
    *) path=\${path%% *} ;;
  esac
  COMPREPLY=()
  case " $values " in *" $before "*) [ -n "$before" ] && COMPREPLY=($(compgen -f -- "$current")) && return ;; esac
  case $current in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *)
      COMPREPLY=($(compgen -W "$names" -- "$current"))
      case $kind in
        machines) COMPREPLY+=($(compgen -W "$(${machineNames})" -- "$current")) ;;
        settings) COMPREPLY+=($(compgen -W "${settingKeys.join(' ')}" -- "$current")) ;;
        files) COMPREPLY+=($(compgen -f -- "$current")) ;;
      esac ;;
  esac
}
complete -F _fairlead fairlead
`;
}

function flagsOf(options: CompletedCommand['options']): string {
  return options.flatMap(({ flags }) => flags).join(' ');
}
