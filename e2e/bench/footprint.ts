import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Footprint {
  /** Processor time used so far by all threads of the process, without its children. */
  readonly cpuMs: number;
  readonly residentMegabytes: number;
}

/** Linux counts processor time in nanoseconds, `ps` elsewhere in hundredths of a second. */
export async function readFootprint(pid: number): Promise<Footprint> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): Footprint {
  const nanoseconds = readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, each) => sum + each, 0);
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuMs: nanoseconds / 1e6, residentMegabytes: Number(kilobytes) / 1024 };
}

async function fromPs(pid: number): Promise<Footprint> {
  const { stdout } = await execute('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [kilobytes = '', time = ''] = stdout.trim().split(/\s+/);
  const seconds = time.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  return { cpuMs: 1000 * seconds, residentMegabytes: Number(kilobytes) / 1024 };
}
