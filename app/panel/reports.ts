import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportResult } from '../../shared/control/doctor.ts';
import type { Answer } from '../../shared/panel.ts';
import type { PageFile } from './files.ts';

/** Where a page finds the report that was written last. It names no file: there is only this one. */
export const reportAddress = '/report.tar.gz';

/** The report that was written last for this page, so that a browser on another computer can have it, too. */
export class Reports {
  #file: string | undefined;

  /** Looks at every answer a page is given, and remembers where a report went. */
  note(method: string, answer: Answer<unknown>): void {
    if (method === 'report' && answer.kind === 'ok') this.#file = (answer.value as ReportResult).file;
  }

  /** Undefined while there is none, or when somebody took it away. */
  async read(): Promise<PageFile | undefined> {
    if (this.#file === undefined) return undefined;
    const bytes = await readFile(this.#file).catch(() => undefined);
    return bytes === undefined ? undefined : { type: 'application/gzip', bytes };
  }

  /** Its name for the folder of downloads; the daemon's names hold nothing that would need quoting. */
  get disposition(): string {
    const name = path.basename(this.#file ?? '').replace(/[^\w.-]/g, '_');
    return `attachment; filename="${name}"`;
  }
}
