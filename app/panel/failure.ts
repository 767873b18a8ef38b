import { FailureError, failures } from '../../shared/control/failure.ts';
import type { Answer, PanelFailure } from '../../shared/panel.ts';
import { ControlError } from '../control/control-error.ts';

/** Ways of not reaching the daemon that pass when it is started, or has finished starting. */
const passing: readonly string[] = ['no-daemon', 'closed', 'timeout', 'stopped'];

/** Any error as what the page shows. A surprise keeps its message: it is the user's own computer. */
export function panelFailure(error: unknown): PanelFailure {
  if (error instanceof FailureError) {
    const { code, message, hint } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }), retryable: failures[code].retryable };
  }
  if (error instanceof ControlError) {
    const { kind, message, hint } = error;
    return {
      code: kind,
      message,
      ...(hint === undefined ? {} : { hint }),
      retryable: passing.includes(kind),
    };
  }
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: 'fairlead logs',
    retryable: true,
  };
}

/** The outcome of a piece of work as data. Never rejects. */
export async function answerOf<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    return { kind: 'failed', failure: panelFailure(error) };
  }
}
