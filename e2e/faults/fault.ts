/** What goes wrong at one point of a remedy. */
export const faultKinds = [
  'kill before',
  'kill after',
  'ENOSPC',
  'EACCES',
  'timeout',
  'garbage',
  'half write',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A program that changes the Mac, a command in the guest, or a file that is written. */
export type Place = 'program' | 'guest' | 'file';

/** One point where a remedy touches the world, told by what it does there for the `nth` time (from 1). */
export interface Point {
  readonly place: Place;
  /** As it is printed in the table. */
  readonly name: string;
  readonly matches: (what: string) => boolean;
  readonly nth?: number;
}

/** Whether a kind of fault can happen at a point: a file is not late, and a route takes no room on a disk. */
export function applies(kind: FaultKind, { place, name }: Point): boolean {
  if (place === 'file') return kind !== 'timeout' && kind !== 'garbage';
  if (place === 'program' && name.startsWith('route')) return kind !== 'ENOSPC';
  return true;
}
