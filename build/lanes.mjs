// What `npm test` runs. A lane is a list of files and how they may run; a root that does not exist yet has no files.
// Lanes begin in this order, the longest first.

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {readonly string[]} roots folders with *.test.ts
 * @property {number} limitS seconds for one file; then it is ended, and named. It is there for what hangs, not for what
 *   is slow: twice what the longest file takes with two busy loops beside it on two cores
 * @property {boolean} [waits] its files mostly wait, for a daemon's pauses or an engine's start: each leaves half of a
 *   core idle. The others compute
 * @property {boolean} [again] real processes, sockets and clocks on a machine of unknown speed: a file that
 *   fails runs once more when all others have ended, and is named at the end
 */

/** How much the computing lanes stand back: the others watch clocks, and must not wait for a processor. */
export const nice = 5;

/** @type {readonly Lane[]} */
export const lanes = [
  {
    name: 'unit',
    roots: ['shared', 'app', 'main', 'renderer', 'build', 'e2e/wild'],
    limitS: 240,
    again: true,
  },
  { name: 'stage', roots: ['e2e/stage', 'e2e/bench', 'e2e/soak'], limitS: 240, again: true },
  { name: 'lab', roots: ['e2e/lab'], limitS: 720, waits: true, again: true },
  { name: 'faults', roots: ['e2e/faults'], limitS: 300, waits: true, again: true },
  { name: 'panel', roots: ['e2e/panel'], limitS: 300, waits: true, again: true },
  { name: 'scenarios', roots: ['e2e/scenarios'], limitS: 300, waits: true, again: true },
  { name: 'app', roots: ['e2e/app'], limitS: 300, waits: true, again: true },
];

/** What a whole run checks beside the unit lane. */
export const checks = [
  { name: 'types', words: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'], limitS: 300 },
  {
    name: 'types of the panel',
    words: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'renderer'],
    limitS: 300,
  },
  { name: 'lint', words: ['node_modules/eslint/bin/eslint.js', '.'], limitS: 900 },
];
