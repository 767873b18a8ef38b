// What `npm test` runs, in this order. A lane is a list of files and how they may run; a root that does not
// exist yet has no files. Lanes of one stage share its processes, longest first.

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {readonly string[]} roots folders with *.test.ts
 * @property {number} limitS seconds for one file; then it is ended, and named
 * @property {boolean} [again] real processes on a machine of unknown speed: a file that fails runs once
 *   more, and is named at the end
 * @property {number} [atOnce] how many files at the same time. Default: as many as the stage has
 */

/** @type {Readonly<Record<'computing' | 'real', readonly Lane[]>>} */
export const lanes = {
  computing: [
    { name: 'unit', roots: ['shared', 'app', 'main', 'renderer', 'e2e/wild'], limitS: 120 },
    { name: 'stage', roots: ['e2e/stage', 'e2e/bench', 'e2e/soak'], limitS: 120 },
  ],
  real: [
    { name: 'scenarios', roots: ['e2e/scenarios', 'e2e/faults'], limitS: 180, again: true, atOnce: 1 },
    { name: 'panel', roots: ['e2e/panel'], limitS: 180, again: true, atOnce: 1 },
    { name: 'app', roots: ['e2e/app'], limitS: 180, again: true, atOnce: 1 },
    { name: 'lab', roots: ['e2e/lab'], limitS: 480, again: true, atOnce: 2 },
  ],
};

/** What a whole run checks beside the unit lane. */
export const checks = [
  { name: 'types', words: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'], limitS: 300 },
  {
    name: 'types of the panel',
    words: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'renderer'],
    limitS: 300,
  },
  { name: 'lint', words: ['node_modules/eslint/bin/eslint.js', '.'], limitS: 300 },
];
