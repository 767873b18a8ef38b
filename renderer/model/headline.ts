import type { Snapshot } from '../../shared/snapshot.ts';

/** Longer names lose their middle: those that differ often do so at the end. */
const nameLength = 28;

/** The sentence as a headline, with long names of machines and VPNs shortened. */
export function headlineOf(
  sentence: string,
  { machines, vpns }: Pick<Snapshot, 'machines' | 'vpns'>,
): string {
  let text = sentence;
  for (const { name } of [...machines, ...vpns])
    if (name.length > nameLength) text = text.replaceAll(name, shortened(name));
  return text;
}

function shortened(name: string): string {
  const half = (nameLength - 1) / 2;
  return `${name.slice(0, Math.ceil(half)).trimEnd()}…${name.slice(-Math.floor(half)).trimStart()}`;
}
