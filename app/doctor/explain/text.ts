import { completed } from './complete.ts';

/** A pasted text in the forms it is searched in. */
export interface Text {
  /** Line by line, as cleaned. */
  readonly lines: readonly string[];
  /** Everything in one line, line breaks as blanks. */
  readonly spaced: string;
  /** The same with nothing in place of the breaks: a terminal may have wrapped in the middle of a word. */
  readonly joined: string;
  /** Breaks left out after lines as long as the longest, where the terminal ended; elsewhere they are blanks. */
  readonly unwrapped: string;
  /** Without any white space: what was wrapped both ways still reads the same. */
  readonly squeezed: string;
  /** With the lines of other tools, which the forms above leave out. */
  readonly whole: string;
}

const longest = 200_000;

/** Takes out what terminals, logs, JSON and word processors add. */
export function readText(raw: string): Text {
  const text = completed(plain(unescaped(raw.slice(-longest))));
  const all = text
    .split('\n')
    .map((line) => line.replace(/^(\s*[>|│]\s?)+/, '').trimEnd())
    .filter((line) => line.trim() !== '');
  const lines = withoutForeign(all);
  // A message broken over lines of a log has the log's words in its middle.
  const bare = lines.map((line, index) => (index === 0 ? line : line.replace(logPrefix, '')));
  return {
    lines,
    spaced: spacedOf(bare),
    joined: bare
      .map((line, index) => (index === 0 ? line : line.replace(/^ {2,}/, '')))
      .join('')
      .replace(/\s+/g, ' '),
    unwrapped: unwrappedOf(lines, bare),
    squeezed: bare.join('').replace(/\s+/g, ''),
    whole: spacedOf(all),
  };
}

function unwrappedOf(lines: readonly string[], bare: readonly string[]): string {
  const width = Math.max(0, ...lines.map(({ length }) => length));
  return bare
    .map((line, index) => (lines[index]?.length === width ? line : `${line} `))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function spacedOf(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** What klog, syslog, docker-compose, vagrant, docker-machine --debug and web servers put before each line. */
const logPrefix =
  /^\s*(?:[IWEF]\d{4} [\d:.]+ +\d+ [\w./-]+:\d+\] ?|==> [\w.-]+: |[\w.-]+ +\| |\([\w.-]+\) DBG \| ?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: [\w.-]+ [\w.()/-]+(?:\[\d+\])?:)? |\[\d\d:\d\d:\d\d(?:[.,]\d+)?\] |##\[(?:error|warning|debug)\]|[•‣◦*-] |\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?\]? ?(?:\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL)\]?:? )?)+/i;

const escape = '\u001b';
const sequences = new RegExp(
  `${escape}\\][^\u0007${escape}]*(?:\u0007|${escape}\\\\)|${escape}\\[[0-?]*[ -/]*[@-~]|${escape}[ -/]*[0-~]|\\^\\[\\[[0-9;]*[A-Za-z]|\\[(?:\\d{1,3}(?:;\\d{1,3})*)m`,
  'g',
);

function plain(text: string): string {
  return text
    .replace(sequences, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\u2018\u2019\u201a\u201b\u2032\u00b4`]/g, "'")
    .replace(/[\u201c-\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\u2026/g, '...')
    .replace(/[^\S\n]/g, ' ')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/\p{Nd}/gu, digit)
    .replace(helpLink, '');
}

/** Where a program says one may read more: nobody dialled that. */
const helpLink =
  /\b(?:more (?:details|information|info|help)\b[^:\n]{0,24}:?|for (?:more )?(?:details|information|help),? (?:see|visit|read|go to)|see also|documentation:|please (?:see|visit|read)) ?<?https?:\/\/[^\s>]+>?/gi;

/** Digits of any script as 0 to 9: each script's ten stand in a row, beginning at a multiple of ten from its zero. */
function digit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 128) return character;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** JSON bodies, also inside each other, and HTML entities, as logs and browsers show them. */
function unescaped(text: string): string {
  return text
    .replace(/\\+(?=[nrtu"'/])/g, '\\')
    .replace(/\\u([0-9a-fA-F]{4})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\r\\n|\\n/g, '\n')
    .replace(/\\t/g, ' ')
    .replace(/\\(["'/])/g, '$1')
    .replace(/&quot;/g, '"')
    .replace(/&(#39|#x27|apos);/gi, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

const foreignTools = [
  /^\s*(\S+ )?npm (ERR!|error|WARN|warn|notice)/,
  /^\s*(yarn|pnpm) (error|warn|info)\b|^\s*(ERR_PNPM|YN\d{4})/,
  /^\s*(remote: )?fatal: (?!\[)|^\s*git@|^\s*error: (failed to push|pathspec|Your local changes)/,
  /^\s*(ERROR|WARNING): (Could not find a version|No matching distribution|pip)|\bpip\._vendor\b/,
  /\b(gem|bundler|cargo|brew) (install|error)\b/,
  /^\s*Error from server\b|^\s*(E\d{4} .{0,60})?couldn.t get current server API group list/,
  /^\s*(==> |Error: |brew: )?.{0,20}(formulae\.brew\.sh|homebrew\/|ghcr\.io\/.{0,4}homebrew)|^\s*(==> )?(Homebrew|brew)\b/i,
];

/** A wrapper of another name (git, npm, a script) may hand on what docker said. */
const quotesDocker =
  /Error response from daemon|error during connect|docker daemon|docker API at|:237[56]\b/i;

/** How a line begins that says something of its own; whatever else stands below a foreign line goes on with it. */
const beginning =
  /^(?:\S*[$#%] |[A-Z(\[{"'*@]|\d|dial |docker|ssh: |curl: |route: |add |delete |x509: |tls: |error |time=|unix_|kex_|read |write |nc: |ping: )/;

/** Without what tools say that have nothing to do with a machine, whatever TLS or DNS words they use. */
function withoutForeign(lines: readonly string[]): readonly string[] {
  let isInside = false;
  return lines.filter((line) => {
    isInside =
      (foreignTools.some((pattern) => pattern.test(line)) && !quotesDocker.test(line)) ||
      (isInside && !beginning.test(line));
    return !isInside;
  });
}
