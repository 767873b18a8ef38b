/**
 * What came of looking at a part of the world. "Unreadable" is an ordinary value: nothing is ever
 * done, and nothing undone, because a part of the world could not be read.
 */
export type Reading<T> = { readonly kind: 'read'; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** missing: what would have been asked is not on this computer. Absent for every other reason. */
  readonly why?: 'missing';
}

export function read<T>(value: T): Reading<T> {
  return { kind: 'read', value };
}

export function unreadable(reason: string, why?: 'missing'): Unreadable {
  return { kind: 'unreadable', reason, ...(why === undefined ? {} : { why }) };
}

export function valueOf<T>(reading: Reading<T>): T | undefined {
  return reading.kind === 'read' ? reading.value : undefined;
}
