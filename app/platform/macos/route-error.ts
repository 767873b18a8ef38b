import type { Ran } from '../process/run.ts';

/** What `route add`, `delete` or `change` said. Only a first hint: the table read afterwards decides. */
export interface RouteSaid {
  readonly kind: 'done' | 'refused' | 'file-exists' | 'not-in-table' | 'unreachable' | 'other';
  /** Its own words, for the log; empty when it said nothing. */
  readonly text: string;
}

/**
 * Everything that means "this user may not": route's own check (exit 77), the kernel's, and sudo's in its
 * several forms (no password at hand, no terminal, no rule, a rule for other arguments, a broken sudoers).
 */
const refusals: readonly RegExp[] = [
  /must be root to alter routing table/i,
  /operation not permitted|permission denied/i,
  /(password|terminal|interactive authentication) is required/i,
  /no tty present|no askpass program|must have a tty/i,
  /not in the sudoers file|may not run sudo|not allowed to (execute|run)/i,
  /parse error in .*sudoers|syntax error.*sudoers|sudoers.*syntax error|no valid sudoers sources/i,
  /effective uid is not 0|must be owned by uid 0|must be setuid root|no new privileges/i,
  /account validation failure|incident (has been|will be) reported/i,
];

/** sudo warns of these and carries on. */
const warnings = /^sudo(-rs)?: (unable to resolve host|setrlimit|warning)/i;

/**
 * Judges what came of a `route` that changes something, by its text and never by the exit status alone:
 * route exits 0 when the kernel refused (network_cmds, route.tproj/route.c, `newroute`).
 */
export function judgeRouteChange(ran: Ran): RouteSaid {
  if (ran.kind === 'not-run') return { kind: ran.why === 'missing' ? 'refused' : 'other', text: ran.reason };
  const stderr = lines(ran.stderr).filter((line) => !warnings.test(line));
  const stdout = lines(ran.stdout);
  const text = (stderr.length > 0 ? stderr : stdout).join('; ').slice(0, 300);
  const said = [...stderr, ...stdout].join('\n');
  if (refusals.some((refusal) => refusal.test(said))) return { kind: 'refused', text };
  if (/: File exists\b/.test(said)) return { kind: 'file-exists', text };
  if (/: not in table\b/.test(said)) return { kind: 'not-in-table', text };
  if (/: (Network|Host) is unreachable\b/.test(said)) return { kind: 'unreachable', text };
  const echoed = stdout.some((line) => /^(add|delete|change) (net|host) /.test(line));
  if (echoed && stderr.length === 0) return { kind: 'done', text };
  // Whatever else sudo says, route has not run: there is no echo of it.
  if (!echoed && stderr.some((line) => /^(sudo(-rs)?:|Sorry, )/.test(line))) return { kind: 'refused', text };
  if (stderr.length === 0 && stdout.length === 0 && ran.exitCode === 0) return { kind: 'done', text };
  return { kind: 'other', text: text === '' ? `exit status ${ran.exitCode}` : text };
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
