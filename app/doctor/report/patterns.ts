interface Pattern {
  readonly kind: string;
  readonly pattern: RegExp;
  /** The part that goes; without it the whole. */
  readonly group?: number;
}

const domains =
  'com|net|org|io|dev|app|cloud|edu|gov|mil|int|info|biz|eu|uk|de|fr|ch|at|nl|be|it|es|pt|se|no|fi|dk|pl|cz|ru|ua|cn|jp|kr|in|au|nz|ca|us|br|mx|za|ie|co|me|tv|local|lan|corp|internal|intra|intranet|home|localdomain|example|test|invalid|private|office';
/** Names everybody's report has. */
const everybodys =
  '(?:[\\w-]+\\.)*(?:github\\.com|docker\\.io|docker\\.com|virtualbox\\.org|nodejs\\.org|apple\\.com)';

/** What is known by its form, in the order in which it is taken out. */
export const patterns: readonly Pattern[] = [
  {
    kind: 'secret',
    pattern:
      /\b(?:password|passwd|secret|token|api[_-]?key|authorization|bearer)["']?\s*[:= ]\s*["']?(?:(?:bearer|basic)\s+)?((?!<|bearer\b|basic\b)[^\s"',;]{6,})/gi,
    group: 1,
  },
  { kind: 'user', pattern: /\/(?:Users|home)\/((?!<|Shared\b)[^/\s"':]+)/g, group: 1 },
  { kind: 'user', pattern: /\bC:\\+Users\\+([^\\\s"']+)/gi, group: 1 },
  { kind: 'mail', pattern: /(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi },
  { kind: 'user', pattern: /\/\/((?!<)[\w.-]+)(?::[^@\s/]+)?@/g, group: 1 },
  { kind: 'owner', pattern: /\b(?:O|OU|CN|emailAddress)\s?=\s?((?!<)[^,/"\n;\\]+)/g, group: 1 },
  {
    kind: 'serial',
    pattern:
      /serial(?: ?number)?(?: \(system\))?["']?\s*[:=# ]\s*["']?((?!<)[0-9A-Za-z:-]*\d[0-9A-Za-z:-]*)/gi,
    group: 1,
  },
  { kind: 'id', pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi },
  { kind: 'fingerprint', pattern: /\b(?:[0-9a-f]{2}:){15,}[0-9a-f]{2}\b/gi },
  { kind: 'fingerprint', pattern: /\bSHA(?:256|1|512):[A-Za-z0-9+/=]{20,}/g },
  { kind: 'mac', pattern: /(?<![\w:])(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}(?![\w:])/gi },
  { kind: 'mac', pattern: /\b0800[0-9a-f]{8}\b/gi },
  { kind: 'hex', pattern: /\b[0-9a-f]{24,}\b/gi },
  {
    kind: 'blob',
    pattern:
      /(?<![\w+/=<-])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])[A-Za-z0-9+/]{40,}={0,2}/g,
  },
  {
    kind: 'address6',
    pattern:
      /(?<![\w:.<-])(?!::1\b)(?!(?:\d{1,2}:){2}\d{2}\b)(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,7}(?::[0-9a-f]{1,4}){0,6}:?[0-9a-f]{0,4})(?:%\w+)?(?![\w:])(?<=:[0-9a-f]{0,4}(?:%\w+)?)/gi,
  },
  {
    kind: 'host',
    pattern: new RegExp(
      `(?<![\\w./<-])(?!${everybodys}\\b)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${domains})(?![\\w-]|\\.\\w)`,
      'gi',
    ),
  },
];
