/** Shells the environment can be copied for, by the name the daemon knows. */
export const shells = [
  ['zsh', 'zsh'],
  ['bash', 'bash'],
  ['fish', 'fish'],
  ['tcsh', 'tcsh'],
  ['nu', 'Nushell'],
  ['powershell', 'PowerShell'],
] as const;

export type ShellName = (typeof shells)[number][0];

/** What nearly everybody has where they are; the choice is remembered after that. */
export function usualShell(platform: string): ShellName {
  return platform === 'macos' ? 'zsh' : 'bash';
}

export function isShell(name: string | null): name is ShellName {
  return shells.some(([known]) => known === name);
}
