/** What came of dialling somebody, as any of the tools says it. */
export type Outcome =
  | 'timeout'
  | 'slow'
  | 'refused'
  | 'no-route'
  | 'unreachable'
  | 'no-address'
  | 'host-down'
  | 'closed'
  | 'denied'
  | 'missing'
  | 'unstated';

export interface Said {
  readonly outcome: Outcome;
  readonly quote: string;
  readonly at: number;
}

const words: Readonly<Record<Outcome, RegExp>> = {
  timeout:
    /i\/o timeout|(?:operation|connection|connect|request|dial(?:ing)?) ?timed ?-?out|timed out(?=.{0,20}(?:after|connect))|ETIMEDOUT|ESOCKETTIMEDOUT|ConnectTimeout\w*|timeout was reached|Connection to \S+ timed out|context deadline exceeded|Client\.Timeout (?:or context cancellation )?exceeded|request cancell?ed while waiting for connection|did not properly respond after a period of time|errno (?:60|110)\b|timeout error/gi,
  slow: /read timed out|read timeout=/gi,
  refused: /connection refused|ECONNREFUSED|actively refused it|errno (?:61|111)\b/gi,
  'no-route':
    /no route to host|EHOSTUNREACH|unreachable host|host is unreachable|host unreachable|errno (?:65|113)\b/gi,
  unreachable:
    /network is (?:unreachable|down)|ENETUNREACH|ENETDOWN|unreachable network|errno (?:50|51|101)\b/gi,
  'no-address':
    /can'?t assign requested address|cannot assign requested address|EADDRNOTAVAIL|errno (?:49|99)\b/gi,
  'host-down': /host is down|EHOSTDOWN|errno (?:64|112)\b/gi,
  closed:
    /\bEOF\b|connection reset(?: by peer)?|ECONNRESET|socket hang up|broken pipe|EPIPE|server closed (?:idle )?connection|Remote end closed connection|empty reply from server|forcibly closed|ssl_error_syscall|Connection aborted|transport connection broken: (?:unexpected )?EOF/gi,
  denied: /operation not permitted|EPERM\b/gi,
  missing: /no such file or directory|ENOENT|cannot find the file specified|FileNotFoundError/gi,
  unstated:
    /cannot connect to the docker daemon at|couldn'?t connect to docker daemon at|failed to connect to the docker API at|cannot connect to the docker engine endpoint|couldn'?t connect to server|failed to connect to (?=\S)|unable to connect to (?=\S*\d)/gi,
};

/** In the order of the text. */
export function readOutcomes(text: string): readonly Said[] {
  return Object.entries(words)
    .flatMap(([outcome, pattern]) =>
      [...text.matchAll(pattern)].map((match) => ({
        outcome: outcome as Outcome,
        quote: match[0],
        at: match.index,
      })),
    )
    .sort((one, other) => one.at - other.at);
}
