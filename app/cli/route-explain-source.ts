import { parseNetstat } from '../platform/macos/netstat.ts';
import { read, type Reading } from '../reading.ts';
import type { Cidr } from '../route/cidr.ts';
import { explain, type Explanation } from '../route/explain.ts';

/** Explains a table from its text; unreadable when the text holds no routing table. */
export function explainTable(question: {
  readonly text: string;
  readonly address: number;
  readonly network: Cidr | undefined;
}): Reading<Explanation> {
  const { text, address, network } = question;
  const table = parseNetstat(text);
  return table.kind === 'unreadable' ? table : read(explain({ table, address, network }));
}
