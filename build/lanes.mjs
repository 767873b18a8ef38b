// What `npm test` runs, stage by stage. A lane is a list of files and how they may run; a root that does not
// exist yet has no files. Lanes of one stage share its processes and begin in this order, the longest first.

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {readonly string[]} roots folders with *.test.ts
 * @property {number} limitS seconds for one file; then it is ended, and named. It is there for what hangs, not for what
 *   is slow: twice what the longest file takes with two busy loops beside it on two cores
 * @property {boolean} [again] real processes, sockets and clocks on a machine of unknown speed: a file that
 *   fails runs once more when all others have ended, and is named at the end
 */

/**
 * @typedef {object} Stage
 * @property {number} more how many files run at the same time beyond one for each core. Files that mostly wait,
 *   for a daemon's pauses or an engine's start, leave two thirds of their core idle when each has one to itself
 * @property {readonly Lane[]} lanes
 */

/** @type {Readonly<Record<'computing' | 'staged' | 'lab', Stage>>} */
export const stages = {
  computing: {
    more: 0,
    lanes: [
      {
        name: 'unit',
        roots: ['shared', 'app', 'main', 'renderer', 'build', 'e2e/wild'],
        limitS: 120,
        again: true,
      },
      { name: 'stage', roots: ['e2e/stage', 'e2e/bench', 'e2e/soak'], limitS: 120, again: true },
    ],
  },
  staged: {
    more: 1,
    lanes: [
      { name: 'faults', roots: ['e2e/faults'], limitS: 300, again: true },
      { name: 'panel', roots: ['e2e/panel'], limitS: 300, again: true },
      { name: 'app', roots: ['e2e/app'], limitS: 300, again: true },
      { name: 'scenarios', roots: ['e2e/scenarios'], limitS: 300, again: true },
    ],
  },
  lab: { more: 1, lanes: [{ name: 'lab', roots: ['e2e/lab'], limitS: 720, again: true }] },
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
