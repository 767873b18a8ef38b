/**
 * What came of looking at a part of the world. "Unreadable" is an ordinary value: nothing is ever
 * done, and nothing undone, because a part of the world could not be read.
 */
export type Reading<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'unreadable'; readonly reason: string };

export function read<T>(value: T): Reading<T> {
  return { kind: 'read', value };
}

export function unreadable(reason: string): { readonly kind: 'unreadable'; readonly reason: string } {
  return { kind: 'unreadable', reason };
}

export function valueOf<T>(reading: Reading<T>): T | undefined {
  return reading.kind === 'read' ? reading.value : undefined;
}
