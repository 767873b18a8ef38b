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
    /i\/o timeout|(?:operation|connection|connect|request|dial(?:ing)?) ?timed ?-?out|timed out(?=.{0,20}(?:after|connect))|(?:socket\.timeout|TimeoutError)\W{1,4}timed out|ETIMEDOUT|ESOCKETTIMEDOUT|ConnectTimeout\w*|timeout was reached|Connection to \S+ timed out|context deadline exceeded|Timeout of \d+ ?ms exceeded|Client\.Timeout (?:or context cancellation )?exceeded|request cancell?ed while waiting for connection|did not properly respond after a period of time|errno (?:60|110)\b|timeout error|connect(?:ion)? timeout (?:reached|expired)|execution expired|Net::OpenTimeout|SocketTimeoutException|os error (?:60|110)\b|HttpClient\.Timeout of|deadline has elapsed|Wartezeit für die Verbindung ist abgelaufen|Zeitüberschreitung der Verbindung|expiration du délai d.attente|Expiró el tiempo de conexión|Tempo scaduto per la connessione|Tempo esgotado para conexão|Время ожидания соединения истекло|连接超时|接続がタイムアウトしました/gi,
  slow: /read timed out|read timeout=/gi,
  refused:
    /connection refused|ECONNREFUSED|actively refused it|(?:errno|os error) (?:61|111)\b|Verbindungsaufbau abgelehnt|Zielcomputer die Verbindung verweigerte|Connexion refusée|Conexión (?:rehusada|rechazada)|Connessione rifiutata|Conexão recusada|В соединении отказано|拒绝连接|连接被拒绝|接続を拒否されました/gi,
  'no-route':
    /no route to host|EHOSTUNREACH|unreachable host|host is unreachable|host unreachable|(?:errno|os error) (?:65|113)\b|Keine Route zum (?:Host|Zielrechner)|Aucun chemin d.accès pour atteindre l.hôte|Aucune route vers l.hôte|No existe ninguna ruta hasta el .host.|Nessun instradamento per l.host|Não há rota para o host|Нет маршрута до узла|没有到主机的路由|ホストへの経路がありません/gi,
  unreachable:
    /network is (?:unreachable|down)|ENETUNREACH|ENETDOWN|unreachable network|(?:errno|os error) (?:50|51|101)\b/gi,
  'no-address':
    /can'?t assign requested address|cannot assign requested address|EADDRNOTAVAIL|errno (?:49|99)\b/gi,
  'host-down': /host is down|EHOSTDOWN|errno (?:64|112)\b/gi,
  closed:
    /\bEOF\b|connection reset(?: by peer)?|ECONNRESET|socket hang up|broken pipe|EPIPE|server closed (?:idle )?connection|Remote end closed connection|empty reply from server|end of file reached|forcibly closed|ssl_error_syscall|Connection aborted|unexpected end of file|connection closed before message completed|transport connection broken: (?:unexpected )?EOF/gi,
  denied: /operation not permitted|EPERM\b/gi,
  missing:
    /no such file or directory|ENOENT|cannot find the file specified|FileNotFoundError|Datei oder Verzeichnis nicht gefunden|Aucun fichier ou dossier de ce (?:type|nom)|No existe el (?:fichero|archivo) o el directorio|File o directory non esistente|Нет такого файла или каталога|没有那个文件或目录/gi,
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
