// The files of lanes as jobs for a few processes, what came of them, and who may try once more.

/**
 * How many files that mostly wait run at once. Each leaves half of a core idle; one more than fits keeps the cores busy
 * where some wait longer.
 */
export const atOnce = (cores) => cores + 2;

/**
 * Runs jobs until none is left. While there are waiting ones, a single computing one runs beside them and takes what
 * they leave; without them there is one for each core. `waiting` may be a promise: what they need is being set up.
 * @param {{ computing?: readonly Job[], waiting?: readonly Job[] | Promise<readonly Job[]>, cores: number }} options
 * @typedef {() => Promise<unknown>} Job
 */
export async function work({ computing = [], waiting = [], cores }) {
  const left = { computing: [...computing], waiting: [] };
  const busy = { computing: 0, waiting: 0 };
  const next = () => {
    const most = left.waiting.length + busy.waiting > 0 ? 1 : cores;
    if (left.computing.length > 0 && busy.computing < most) return 'computing';
    const isFree = busy.computing + busy.waiting < atOnce(cores);
    return left.waiting.length > 0 && isFree ? 'waiting' : undefined;
  };
  await new Promise((resolve, reject) => {
    let isReady = false;
    const fill = () => {
      for (let kind = next(); kind !== undefined; kind = next()) {
        busy[kind] += 1;
        const end = () => {
          busy[kind] -= 1;
          fill();
        };
        left[kind].shift()().then(end, reject);
      }
      if (isReady && busy.computing + busy.waiting === 0) resolve();
    };
    Promise.resolve(waiting).then((jobs) => {
      left.waiting = [...jobs];
      isReady = true;
      fill();
    }, reject);
    fill();
  });
}

export class Jobs {
  /** What each lane has come to: { name, files, tests, skipped, seconds, failed, unsteady }. */
  reports = [];
  #say;
  #runFile;
  #onceMore = [];

  /** @param {{ say: (line: string) => void, runFile: (file: string, lane: object) => Promise<object> }} options */
  constructor({ say, runFile }) {
    this.#say = say;
    this.#runFile = runFile;
  }

  report(name) {
    const fresh = { name, files: 0, tests: 0, skipped: 0, seconds: 0, failed: [], unsteady: [] };
    this.reports.push(fresh);
    return fresh;
  }

  /** Each file of a lane as a job; a job is a function to be called when a process is free. */
  of(lane, files) {
    if (files.length === 0) return [];
    const sum = Object.assign(this.report(lane.name), { files: files.length });
    let busy = 0;
    let since = 0;
    return files.map((file) => async () => {
      if (busy++ === 0) since = performance.now();
      const result = await this.#run(file, lane);
      if (result.ok || !lane.again) this.#count(sum, result);
      else this.#onceMore.push({ file, lane, sum });
      if (--busy === 0) sum.seconds += (performance.now() - since) / 1000;
    });
  }

  /**
   * Runs what failed, and may, a second time: one file after the other, and when everything else has ended. Whatever
   * failed only because others took the processor has it for itself now, so what fails again is broken.
   */
  async secondRuns() {
    for (const { file, lane, sum } of this.#onceMore.splice(0)) {
      this.#say(`# once more: ${file}`);
      const result = await this.#run(file, lane);
      if (result.ok) sum.unsteady.push(file);
      sum.seconds += result.seconds;
      this.#count(sum, result);
    }
  }

  async #run(file, lane) {
    const result = await this.#runFile(file, lane);
    this.#tell(result);
    return result;
  }

  /** Says one line about what passed, and everything about what did not. */
  #tell({ file, ok, seconds, tests, skipped, text }) {
    this.#say(`${ok ? '✔' : '✖'} ${file}  ${tests} tests, ${seconds.toFixed(1)} s`);
    for (const one of skipped) this.#say(`  ﹣ ${one}`);
    if (!ok) this.#say(text);
  }

  #count(sum, { file, ok, tests, skipped }) {
    if (!ok) sum.failed.push(file);
    sum.tests += tests;
    sum.skipped += skipped.length;
  }
}
