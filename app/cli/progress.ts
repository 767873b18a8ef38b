import type { Session } from './session.ts';

const firstMs = 1000;
const nextMs = 250;

/** What is being waited for, as `say` may change it while the work runs. */
export type Say = (what: string) => void;

/**
 * Runs something and, on a terminal, says on stderr what is being waited for once it takes longer than a
 * second. Leaves no trace on the screen.
 */
export async function withProgress<T>(
  session: Session,
  what: string,
  work: (say: Say) => Promise<T>,
): Promise<T> {
  const { stderr } = session.world;
  if (stderr.isTTY !== true || session.json) return work(() => undefined);
  const begun = session.world.now();
  let saying = what;
  let timer: NodeJS.Timeout | undefined;
  const shown = { any: false };
  const show = (): void => {
    shown.any = true;
    const seconds = Math.round((session.world.now() - begun) / 1000);
    const line = `${saying} … ${seconds} s`;
    stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
    timer = setTimeout(show, nextMs);
  };
  timer = setTimeout(show, firstMs);
  try {
    return await work((next) => (saying = next));
  } finally {
    clearTimeout(timer);
    if (shown.any) stderr.write('\r\u001b[K');
  }
}
