import { parsePasted } from '../platform/macos/paste/pasted-netstat.ts';
import { unreadable, type Reading } from '../reading.ts';
import type { Cidr } from '../route/cidr.ts';
import { explain, type Explanation } from '../route/explain.ts';

/** Before and after, and perhaps between. */
const mostNotes = 4;

/** Explains a table from its text; an explanation with the verdict `unreadable` when there is none in it. */
export function explainTable(question: {
  readonly text: Reading<string>;
  readonly address: number;
  readonly network: Cidr | undefined;
  /** Nobody named an address or a network. */
  readonly isGuess: boolean;
}): Explanation {
  const { text, ...asked } = question;
  if (text.kind === 'unreadable') return explain({ table: unreadable(text.reason), ...asked });
  const { table, tables, earlier } = parsePasted(text.value);
  const explanation = explain({ table, ...asked });
  if (tables < 2 || table.kind === 'unreadable') return explanation;
  const notes = earlier.map(
    (one, at) => `table ${at + 1} of ${tables}: ${explain({ table: one, ...asked }).sentence}`,
  );
  const about = `the text holds ${tables} tables; this is about the last one`;
  return { ...explanation, evidence: [about, ...notes.slice(0, mostNotes), ...explanation.evidence] };
}
