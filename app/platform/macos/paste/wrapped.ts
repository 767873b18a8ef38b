import { lineReader } from '../netstat-row.ts';
import { tokensOf } from '../tokens.ts';
import { withItsLetters } from './letter-case.ts';

/** A row has six words at the least width; one broken at every blank is not worth putting together. */
const mostParts = 4;
const quotation = /^[\s>|#*]+/;
const heading = /^\s*Destination\s+Gateway\b/i;
/** Every interface ends in a number, unless netstat has cut it. */
const interfaceName = /^([a-z][a-z_-]*\d{1,5}(\.\d{1,5})?|vboxnet|bridge|[a-z]{7})$/i;
/** What may stand behind the interface. */
const expiry = /^(!|\d{1,9})$/;

/**
 * The lines of a table that was wrapped on its way, as mails and narrow windows do it: a row that stops before its
 * interface is put together with what follows, when that makes a row and nothing more. A whole row stays as it is.
 */
export function unwrapped(lines: readonly string[]): readonly string[] {
  const read = lineReader();
  const kindOf = (line: string): string => read(tokensOf(line)).kind;
  const isRow = (line: string): boolean => {
    const tokens = tokensOf(line);
    const found = read(tokens);
    if (found.kind !== 'row' || found.row.gateway.kind === 'other') return false;
    const behind = tokens.slice(tokens.lastIndexOf(found.row.interface) + 1);
    return (
      interfaceName.test(found.row.interface) &&
      behind.length <= 1 &&
      behind.every((word) => expiry.test(word))
    );
  };
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const bare = line.replace(quotation, '').replace(/^default\b/i, 'default');
    const title = heading.test(bare) && !/\bNetif\b/i.test(bare);
    const parts = title || kindOf(bare) === 'incomplete' ? partsFrom(lines, at) : [];
    const whole = parts.find((text) =>
      title ? /\bFlags\b.*\bNetif\b/i.test(text.text) : isRow(withItsLetters(text.text)),
    );
    out.push(whole?.text ?? line);
    at += whole?.more ?? 0;
  }
  return out;
}

/** The line with one, two and three of those behind it, until one begins a row itself. */
function partsFrom(lines: readonly string[], at: number): readonly { text: string; more: number }[] {
  const found: { text: string; more: number }[] = [];
  let text = (lines[at] ?? '').replace(quotation, '').trimEnd();
  for (let more = 1; more < mostParts; more++) {
    const next = lines[at + more]?.replace(quotation, '').trimEnd();
    if (next === undefined || next === '' || beginsRow(next)) break;
    text = `${text} ${next}`;
    found.push({ text, more });
  }
  return found;
}

/** A destination and a word behind it; a number alone may be a counter or an expiry. */
function beginsRow(line: string): boolean {
  const kind = lineReader()(tokensOf(line)).kind;
  return (
    kind !== 'remark' &&
    (kind !== 'incomplete' || /^(default|\d{1,3}[.\/]\S*)(\s|$)/.test(line) || /\s\S*[a-z#.]/i.test(line))
  );
}
