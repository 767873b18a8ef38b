// The files of lanes as jobs for a few processes, what came of them, and who may try once more.

/** Runs jobs, so many at a time. */
export async function work(jobs, atOnce) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
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
