import { configure, type Theme } from '../theme.ts';

export const emacs: Theme = {
  names: ['emacs'],
  set: ({ name, value }) => `(setenv "${name}" "${value.replace(/[\\"]/g, '\\$&')}")`,
  unset: (name) => `(setenv "${name}" nil)`,
  hint: (command) => [
    `;; ${configure}`,
    `;; (with-temp-buffer (shell-command "${command}" (current-buffer)) (eval-buffer))`,
  ],
};
