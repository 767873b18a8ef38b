import { configure, type Theme } from '../theme.ts';

export const cmd: Theme = {
  names: ['cmd'],
  // Quotes around the whole assignment keep & | < > from ending it; without need they are left out.
  set: ({ name, value }) => (/[&|<>^()]/.test(value) ? `SET "${name}=${value}"` : `SET ${name}=${value}`),
  unset: (name) => `SET ${name}=`,
  hint: (command) => [`REM ${configure}`, `REM \t@FOR /f "tokens=*" %i IN ('${command}') DO @%i`],
  impossible: /"/,
};
