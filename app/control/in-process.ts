import { contract, type Client, type Handlers, type MethodName } from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';

type AnyHandler = (input: unknown, signal: AbortSignal) => unknown;

/** A client of handlers in the same process: what a command uses that finds no daemon. */
export function clientOf(handlers: Handlers): Client {
  const methods = Object.keys(contract).map((name) => {
    const call = (input: unknown, signal?: AbortSignal): unknown => {
      const handler = handlers[name as MethodName] as unknown as AnyHandler;
      const { kind, input: schema, path } = contract[name as MethodName];
      const parsed = schema.safeParse(input);
      if (parsed.success) return handler(parsed.data, signal ?? new AbortController().signal);
      const error = new FailureError(
        'bad-request',
        `${path}: ${parsed.error.issues[0]?.message ?? 'wrong input'}`,
      );
      if (kind === 'feed') throw error;
      return Promise.reject(error);
    };
    return [name, call] as const;
  });
  return Object.fromEntries(methods) as unknown as Client;
}
