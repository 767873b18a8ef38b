import { ControlError } from '../app/control/control-error.ts';
import { FailureError, failures } from '../shared/control/failure.ts';
import type { Answer, PanelFailure } from '../shared/panel.ts';

/** What the page is told about an error. An unexpected one keeps its details for the log. */
export function panelFailure(error: unknown): PanelFailure {
  if (error instanceof FailureError)
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      retryable: failures[error.code].retryable,
    };
  if (error instanceof ControlError)
    return {
      code: error.kind,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      retryable: true,
    };
  return { code: 'internal', message: 'the app failed at this; its log says more', retryable: false };
}

export async function answerOf<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    return { kind: 'failed', failure: panelFailure(error) };
  }
}
