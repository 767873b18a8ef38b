import { cmd } from './themes/cmd.ts';
import { emacs } from './themes/emacs.ts';
import { fish } from './themes/fish.ts';
import { none } from './themes/none.ts';
import { nushell } from './themes/nushell.ts';
import { posix } from './themes/posix.ts';
import { powershell } from './themes/powershell.ts';
import { tcsh } from './themes/tcsh.ts';
import type { Theme } from './theme.ts';

const themes: readonly Theme[] = [posix, fish, powershell, cmd, tcsh, emacs, nushell, none];

/** For --help. */
export const shellNames = ['bash', 'zsh', 'sh', 'fish', 'powershell', 'cmd', 'tcsh', 'emacs', 'nu', 'none'];

export interface Shell {
  readonly name: string;
  readonly theme: Theme;
}

/** The shell that is asked for, else the one $SHELL names; an unknown one gets the POSIX form. */
export function chooseShell(asked: string | undefined, environment: NodeJS.ProcessEnv): Shell {
  const named = asked ?? baseName(environment['SHELL'] ?? '');
  const name = named.toLowerCase();
  return {
    name: name === '' ? 'sh' : name,
    theme: themes.find((theme) => theme.names.includes(name)) ?? posix,
  };
}

function baseName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replace(/\.exe$/i, '');
}
