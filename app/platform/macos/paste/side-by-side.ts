import { tokensOf } from '../tokens.ts';

const ofHeadings = /^(Destination|Gateway|RT_IFA|Flags|Refs|Use|Mtu|Netif|Expire|[|<>])$/;
/** What `diff -y` puts between its columns, and a terminal between its panes. */
const gutter = /[|<>]$/;

/**
 * Two tables beside each other, as `diff -y` and two panes of a terminal show them, one below the other: the left one
 * first. The heading tells where the right one begins. Any other text is given back as it is.
 */
export function oneBelowTheOther(lines: readonly string[]): readonly string[] {
  const heading = lines.find(isTwoHeadings);
  if (heading === undefined) return lines;
  const begins = heading.lastIndexOf('Destination');
  const left = lines.map((line) => line.slice(0, begins).trimEnd().replace(gutter, ''));
  const right = lines.map((line) => line.slice(begins));
  return ['Internet:', ...left.filter(isNoTitle), 'Internet:', ...right.filter(isNoTitle)];
}

/** Nothing but two headings: a table that lost its line ends has those of both families in one line as well. */
function isTwoHeadings(line: string): boolean {
  if (line.indexOf('Destination') === line.lastIndexOf('Destination')) return false;
  const words = tokensOf(line);
  return (
    words.every((word) => ofHeadings.test(word)) &&
    words.filter((word) => word === 'Destination').length === 2
  );
}

/** Titles are shorter than a column, so that the right one's may stand anywhere. */
function isNoTitle(line: string): boolean {
  return !/^\s*(Routing tables|Internet:)\s*$/.test(line);
}
