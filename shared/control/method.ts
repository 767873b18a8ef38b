import type * as z from 'zod';

type Schema = z.ZodType;

/** One row of the table in contract.ts. */
export interface Method<
  Kind extends 'query' | 'command' | 'feed' = 'query' | 'command' | 'feed',
  In extends Schema = Schema,
  Out extends Schema = Schema,
> {
  readonly kind: Kind;
  readonly path: string;
  readonly summary: string;
  readonly input: In;
  readonly output: Out;
}

type Shape<In, Out> = {
  readonly path: string;
  readonly summary: string;
  readonly input: In;
  readonly output: Out;
};
export const query = <In extends Schema, Out extends Schema>(
  shape: Shape<In, Out>,
): Method<'query', In, Out> => ({
  kind: 'query',
  ...shape,
});
export const command = <In extends Schema, Out extends Schema>(
  shape: Shape<In, Out>,
): Method<'command', In, Out> => ({ kind: 'command', ...shape });
export const feed = <In extends Schema, Out extends Schema>(
  shape: Shape<In, Out>,
): Method<'feed', In, Out> => ({
  kind: 'feed',
  ...shape,
});
