import { configure, type Theme } from '../theme.ts';

export const fish: Theme = {
  names: ['fish'],
  set: ({ name, value }) => `set -gx ${name} "${value.replace(/[\\"$]/g, '\\$&')}";`,
  unset: (name) => `set -e ${name};`,
  hint: (command) => [`# ${configure}`, `# eval (${command})`],
};
