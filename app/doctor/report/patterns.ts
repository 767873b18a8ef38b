interface Pattern {
  readonly kind: string;
  readonly pattern: RegExp;
  /** The part that goes; without it the whole. */
  readonly group?: number;
}

const domains =
  'com|net|org|io|dev|app|cloud|edu|gov|mil|int|info|biz|eu|uk|de|fr|ch|at|nl|be|it|es|pt|se|no|fi|dk|pl|cz|ru|ua|cn|jp|kr|in|au|nz|ca|us|br|mx|za|ie|co|me|tv|local|lan|corp|internal|intra|intranet|home|localdomain|example|test|invalid|private|office|loc|xyz|global|systems|network|services|solutions|group|tech|online|site|digital|ai|works|team|company|agency|consulting|software|bank|gmbh|ltd|inc|pro|world|zone|host|email|live|space|store|hu|ro|bg|gr|tr|il|sg|hk|tw|id|th|my|ph|vn|ar|cl|pe|lt|lv|ee|sk|si|hr|rs|is|lu|li';
/** Names everybody's report has. */
const everybodys =
  '(?:[\\w-]+\\.)*(?:github\\.com|docker\\.io|docker\\.com|virtualbox\\.org|nodejs\\.org|apple\\.com)';

/** Names under which secrets stand, also inside longer ones: GITHUB_TOKEN, "identitytoken", --proxy-password. */
const secretNames =
  'passw(?:or)?d|passphrase|passcode|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|cookie|webvpn\\w*|dsid|auth(?![a-z])';
const notSecret = '(?!<|(?:true|false|null|none|undefined)\\b)';

/** What is known by its form, in the order in which it is taken out. */
export const patterns: readonly Pattern[] = [
  {
    kind: 'secret',
    pattern:
      /\b(?:gh[pousr]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|dckr_pat_[\w-]{16,}|npm_\w{20,}|(?:AKIA|ASIA)[A-Z0-9]{16}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?)/g,
  },
  { kind: 'secret', pattern: /:\/\/[^\s/@:"']{0,200}:((?!<)[^@\s/"']+)@/g, group: 1 },
  {
    kind: 'secret',
    pattern: new RegExp(
      `(?:${secretNames})[\\w-]{0,40}\\\\?["']?\\s*[:=]\\s*\\\\?["']?(?:(?:bearer|basic)\\s+)?(?<=["'])(${notSecret}[^"'\\\\]+)(?=\\\\?["'])`,
      'gi',
    ),
    group: 1,
  },
  {
    kind: 'secret',
    pattern: new RegExp(
      `(?:${secretNames})[\\w-]{0,40}\\\\?["']?\\s*[:=]\\s*(?:(?:bearer|basic)\\s+)?(${notSecret}(?!bearer\\b|basic\\b)[^\\s"',;\\\\]{4,})`,
      'gi',
    ),
    group: 1,
  },
  // Options of programs that log in; -p is also a port, a folder or a project, of which only the last may be a word.
  {
    kind: 'secret',
    pattern: new RegExp(
      `(?<![\\w-])--?(?:[\\w-]*(?:${secretNames})|pass)(?:\\s+|=)(?:\\\\?["'])?(${notSecret}(?!-)[^\\s"'\\\\]+)`,
      'gi',
    ),
    group: 1,
  },
  {
    kind: 'secret',
    pattern: /(?<![\w-])-p(?:\s+|=)\\?["']?(?!<|[-/.~$]|[\d.:-]+(?:\/\w+)?(?:["'\s,;)|]|$))([^\s"'\\]+)/g,
    group: 1,
  },
  {
    kind: 'secret',
    pattern: /\b(?:sshpass|mysql\w*|mariadb\w*)\b[^\n]{0,80}? -p((?!<)[^\s"'<-][^\s"']*)/g,
    group: 1,
  },
  // user:password, after an option or before a host.
  {
    kind: 'secret',
    pattern: /(?<![\w-])(?:-[uU]|--(?:proxy-)?user)(?:\s+|=)\\?["']?[^\s:"']+:((?!<)[^\s"'\\]+)/g,
    group: 1,
  },
  {
    kind: 'secret',
    pattern: /(?<![\w/:.@-])[a-z_][\w.+-]*:((?!<)[^\s@/"'<>]+)@(?!sha\d+\b)(?=[\w<[])/gi,
    group: 1,
  },
  { kind: 'user', pattern: /(?<![\w/:.@-])([a-z_][\w.+-]*)(?=:<secret-\d+>@)/gi, group: 1 },
  {
    kind: 'user',
    pattern:
      /(?<![\w-])(?:-u|--user(?:name)?)(?:\s+|=)\\?["']?(?!<|(?:root|docker|fairlead|containerd|ssh)\b)([a-z_][\w.+@-]*)(?![\w-])/gi,
    group: 1,
  },
  { kind: 'secret', pattern: /\b(?:pwd|psk|pin)(?:=|: ?)((?!<)[^\s"',;]+)/gi, group: 1 },
  { kind: 'secret', pattern: /\bbasic\s+((?=\S*[\d=])[\w+/=-]{8,})/gi, group: 1 },
  {
    kind: 'secret',
    pattern:
      /\b(?:password|passwd|secret|token|api[_-]?key|authorization|bearer)["']?\s*[:= ]\s*["']?(?:(?:bearer|basic)\s+)?((?!<|bearer\b|basic\b)[^\s"',;]{6,})/gi,
    group: 1,
  },
  { kind: 'user', pattern: /\/(?:Users|home)\/((?!<|Shared\b)[^/\s"':]+)/g, group: 1 },
  { kind: 'user', pattern: /(?:%2F|\/)(?:Users|home\d*)(?:%2F|\/)((?!<|Shared\b)[^/%\s"':]+)/gi, group: 1 },
  { kind: 'user', pattern: /~((?!<)[a-z_][\w.-]*)(?=\/)/gi, group: 1 },
  { kind: 'folder', pattern: /\/var\/folders\/((?!<)\w+\/\w+)/g, group: 1 },
  { kind: 'volume', pattern: /\/Volumes\/((?!<|VirtualBox\b)[^/"'\n\\]+)/g, group: 1 },
  { kind: 'user', pattern: /\bC:\\+Users\\+([^\\\s"']+)/gi, group: 1 },
  { kind: 'mail', pattern: /(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi },
  { kind: 'user', pattern: /\/\/((?!<)[\w.-]+)(?::[^@\s/]+)?@/g, group: 1 },
  // What is left of user@host after the mail addresses; docker and root are everybody's users.
  {
    kind: 'user',
    pattern: /(?<![\w.+@<-])((?!docker\b|root\b|fairlead\b)[a-z_][\w.+-]*)@(?!sha\d+\b)(?=[\w<])/gi,
    group: 1,
  },
  { kind: 'host', pattern: /(?<=[\w.+>-]@)(?!<|localhost\b|sha\d+\b)[a-z][\w-]*(?![\w.-])/gi },
  {
    kind: 'host',
    pattern: new RegExp(
      `(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}://(?:[^\\s/@]{0,200}@)?((?!localhost\\b|fairlead\\b|${everybodys}\\b)[a-z][\\w-]*(?:\\.[\\w-]+)*)`,
      'gi',
    ),
    group: 1,
  },
  {
    kind: 'owner',
    pattern: /\b(?:O|OU|CN|L|ST|UID|GN|SN|street|title|emailAddress)\s?=\s?\\?"((?!<)[^"\n\\]+)/g,
    group: 1,
  },
  {
    kind: 'owner',
    pattern:
      /\b(?:O|OU|CN|L|ST|UID|GN|SN|street|title|emailAddress)\s?=\s?((?!<[\w-]+>(?:\.[\w-]+)?\s*(?:[,/"\n;\\]|$))[^,/"\n;\\]+)/gm,
    group: 1,
  },
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
      /(?<![\w:.<-])(?!::1\b)(?!(?:\d{1,2}:){2}\d{2}\b)(?=[0-9a-f]{0,4}:[0-9a-f]{0,4}:)(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,7}(?::[0-9a-f]{1,4}){0,6}:?[0-9a-f]{0,4})(?:%\w+)?(?![\w:])(?<=:[0-9a-f]{0,4}(?:%\w+)?)/gi,
  },
  {
    kind: 'host',
    pattern: new RegExp(
      `(?<![\\w./<-])(?!${everybodys}\\b)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${domains})(?![\\w-]|\\.\\w)`,
      'gi',
    ),
  },
  // Of a domain nobody lists here, its port tells.
  {
    kind: 'host',
    pattern: new RegExp(
      `(?<![\\w./<-])(?!${everybodys}\\b)(?:[a-z0-9-]+\\.)+(?!ts\\b|[cm]?js\\b|go\\b)[a-z]{2,}(?=:\\d{2,5}\\b)`,
      'gi',
    ),
  },
  // As names of hosts in clouds hold it: ip-10-20-30-40.
  { kind: 'address', pattern: /(?<!\d)(?<!\d-)(?:\d{1,3}-){3}\d{1,3}(?![\w-])/g },
];
