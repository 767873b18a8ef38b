import { FailureError, type FailureCode } from '../../shared/control/failure.ts';
import { fileTrouble } from '../home/file-trouble.ts';
import { homeFromEnvironment } from '../home/home.ts';
import { ControlError, type ControlErrorKind } from '../control/control-error.ts';

/** What a command's exit code tells a script. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  protocol: 3,
  noDaemon: 4,
  unreachable: 5,
  consent: 6,
  /** By Ctrl-C, as shells count it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** In the order of the manual. */
export const exitCodeWords: readonly (readonly [ExitCode, string])[] = [
  [0, 'done'],
  [1, 'it did not work; the message says why'],
  [2, 'the command line could not be understood'],
  [3, 'the daemon is of another version (protocol mismatch)'],
  [4, 'no daemon runs, and this needs one'],
  [5, 'Docker cannot be reached (status, fix)'],
  [6, 'it needs your consent: a restart of the engine stops containers'],
];

/** An error with everything a person and a script need; `code` is a kebab-case name. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(
    code: string,
    message: string,
    more: { readonly hint?: string | undefined; readonly exitCode?: ExitCode } = {},
  ) {
    super(message);
    this.code = code;
    this.hint = more.hint;
    this.exitCode = more.exitCode ?? exitCodes.failed;
  }
}

const failureExits: { readonly [C in FailureCode]?: ExitCode } = {
  'wrong-protocol': exitCodes.protocol,
  'consent-needed': exitCodes.consent,
};
const controlExits: { readonly [K in ControlErrorKind]?: ExitCode } = {
  'wrong-protocol': exitCodes.protocol,
  'no-daemon': exitCodes.noDaemon,
};

/** Any error as a CommandError: a surprise keeps its message and becomes `internal`. */
export function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof FailureError)
    return new CommandError(error.code, error.message, {
      hint: error.hint,
      exitCode: failureExits[error.code] ?? exitCodes.failed,
    });
  if (error instanceof ControlError)
    return new CommandError(error.kind, error.message, {
      hint: error.hint,
      exitCode: controlExits[error.kind] ?? exitCodes.failed,
    });
  const trouble = fileTrouble(error, homeFromEnvironment().root);
  if (trouble !== undefined) return new CommandError('not-possible', trouble.message, { hint: trouble.hint });
  return new CommandError('internal', error instanceof Error ? error.message : String(error), {
    hint: 'this is a fault of Fairlead; run the command with FAIRLEAD_DEBUG=1 for the details',
  });
}
