import { configure, type Theme } from '../theme.ts';

export const nushell: Theme = {
  names: ['nu', 'nushell'],
  set: ({ name, value }) => `$env.${name} = "${value.replace(/[\\"]/g, '\\$&')}"`,
  unset: (name) => `hide-env ${name}`,
  clear: (name) => `hide-env --ignore-errors ${name}`,
  // Nushell cannot run text that a program printed, so the variables travel as JSON.
  hint: (command, cleared) => {
    if (command.includes('--unset')) return [];
    const load = `${command} --json | from json | get variables | load-env`;
    const hide = cleared.length === 0 ? '' : `; hide-env --ignore-errors ${cleared.join(' ')}`;
    return [`# ${configure}`, `# ${load}${hide}`];
  },
};
