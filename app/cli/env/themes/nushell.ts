import { configure, type Theme } from '../theme.ts';

export const nushell: Theme = {
  names: ['nu', 'nushell'],
  set: ({ name, value }) => `$env.${name} = "${value.replace(/[\\"]/g, '\\$&')}"`,
  unset: (name) => `hide-env ${name}`,
  // Nushell cannot run text that a program printed, so the variables travel as JSON.
  hint: (command) =>
    command.includes('--unset')
      ? []
      : [`# ${configure}`, `# ${command} --json | from json | get variables | load-env`],
};
