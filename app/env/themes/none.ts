import type { Theme } from '../theme.ts';

/** Bare `K=v` lines for `docker run --env-file` and the like, which take every character as it is. */
export const none: Theme = {
  names: ['none'],
  set: ({ name, value }) => `${name}=${value}`,
  unset: (name) => `${name}=`,
};
