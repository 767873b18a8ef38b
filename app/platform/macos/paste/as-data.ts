/**
 * Tables that came as data: a terminal's recording, the records that tools make of a table, text with its invisible
 * characters made visible. Each is given back as the lines that were on the screen, and every other text as it is.
 */
export function asPrinted(text: string): string {
  return fromRecording(text) ?? fromRecords(text) ?? withoutEndMarks(text);
}

/** What asciinema writes: a line of JSON for each piece of output, with its time. */
function fromRecording(text: string): string | undefined {
  const events = text.match(/^\[\d[\d.eE+-]*, ?"o", ?".*"\]\s*$/gm);
  if (events === null) return undefined;
  return events.map((line) => stringsOf(parsed(line)).at(-1) ?? '').join('');
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Deeper than any tool nests its records. */
const deepest = 12;

/** Records of JSON, as `netstat --libxo json` and jc print a table: one object for each row, or a line for each. */
function fromRecords(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text) || !/"destination"\s*:/i.test(text)) return undefined;
  const whole = parsed(text) ?? text.split('\n').map(parsed);
  const rows: string[] = [];
  collect(whole, rows, 0);
  return rows.length === 0 ? undefined : rows.map((row) => `${row}\n`).join('');
}

function collect(value: unknown, rows: string[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > deepest) return;
  const fields = new Map(
    Object.entries(value).map(([key, field]) => [key.toLowerCase().replace(/[_-]/g, ''), field as unknown]),
  );
  if (fields.get('addressfamily') === 'Internet6') return;
  const row = [['destination'], ['gateway'], ['flags', 'routeflags'], interfaceKeys].map((keys) =>
    keys.map((key) => fields.get(key)).find((field) => isWord(field)),
  );
  if (row.every((field) => field !== undefined)) rows.push(row.join(' '));
  else for (const inner of Object.values(value)) collect(inner, rows, depth + 1);
}

function isWord(field: unknown): field is string {
  return typeof field === 'string' && /^\S+$/.test(field);
}

const interfaceKeys = ['netif', 'iface', 'interface', 'interfacename'];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * A sign at the end of every line: `$` of `cat -A`, which shows tabs as `^I` too, a backslash of TeX and RTF, the arrow
 * of an editor. On some lines only it is part of the text, as in a prompt.
 */
function withoutEndMarks(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const filled = lines.filter((line) => line !== '');
  const marked = filled.filter((line) => endMark.test(line)).length;
  if (marked < 3 || marked * 2 < filled.length) return text;
  return lines
    .map((line) => line.replace(endMark, '').trimEnd().replaceAll('^I', '\t').replaceAll('M-BM- ', ' '))
    .join('\n');
}

const endMark = /(\^M\$|\$|\\{1,2}|[\u00b6\u21b5\u23ce\u21a9])$/;
