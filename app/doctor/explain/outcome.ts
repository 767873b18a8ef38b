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
    /i\/o timeout|(?:operation|connection|connect|request|dial(?:ing)?) ?timed ?-?out|timed out(?=.{0,20}(?:after|connect))|(?:socket\.timeout|TimeoutError)\W{1,4}timed out|ETIMEDOUT|ESOCKETTIMEDOUT|ConnectTimeout\w*|timeout was reached|Connection to \S+ timed out|context deadline exceeded|Timeout of \d+ ?ms exceeded|Client\.Timeout (?:or context cancellation )?exceeded|request cancell?ed while waiting for connection|did not properly respond after a period of time|errno (?:60|110)\b|timeout error|connect(?:ion)? timeout (?:reached|expired)|execution expired|Net::OpenTimeout|SocketTimeoutException|os error (?:60|110)\b|HttpClient\.Timeout of|deadline has elapsed|Wartezeit für die Verbindung ist abgelaufen|Zeitüberschreitung der Verbindung|expiration du délai d.attente|Expiró el tiempo de conexión|Tempo scaduto per la connessione|Tempo esgotado para conexão|Время ожидания соединения истекло|连接超时|接続がタイムアウトしました|(?:WinError|os error|errno|error|SocketException \() ?10060\b|WSAETIMEDOUT|Gegenstelle nach einer bestimmten Zeit(?:spanne)? nicht (?:richtig|ordnungsgemäß) reagiert|parti connecté n.a pas répondu|parte conectada no respondió|Risposta non corretta della parte connessa|componente conectado não respondeu|за требуемое время не получен нужный отклик|strona nie odpowiedziała poprawnie|连接方在一段时间后没有正确答复|一定の時間を過ぎても正しく応答しなかった|연결된 구성원으로부터 응답이 없어/gi,
  slow: /read timed out|read timeout=/gi,
  refused:
    /connection refused|ECONNREFUSED|actively refused it|(?:errno|os error) (?:61|111)\b|Verbindungsaufbau abgelehnt|Zielcomputer die Verbindung verweigerte|Connexion refusée|Conexión (?:rehusada|rechazada)|Connessione rifiutata|Conexão recusada|В соединении отказано|拒绝连接|连接被拒绝|接続を拒否されました|(?:WinError|os error|errno|error|SocketException \() ?10061\b|WSAECONNREFUSED|cible l.a expressément refusée|destino (?:la )?denegó expresamente|Rifiuto persistente del computer|máquina de destino as recusou ativamente|компьютер отверг запрос|komputer docelowy aktywnie (?:go|jej) odmawia|目标计算机积极拒绝|対象のコンピューターによって拒否された|대상 컴퓨터에서 연결을 거부/gi,
  'no-route':
    /no route to host|EHOSTUNREACH|unreachable host|host is unreachable|host unreachable|(?:errno|os error) (?:65|113)\b|Keine Route zum (?:Host|Zielrechner)|Aucun chemin d.accès pour atteindre l.hôte|Aucune route vers l.hôte|No existe ninguna ruta hasta el .host.|Nessun instradamento per l.host|Não há rota para o host|Нет маршрута до узла|没有到主机的路由|ホストへの経路がありません|(?:WinError|os error|errno|error|SocketException \() ?10065\b/gi,
  unreachable:
    /network is (?:unreachable|down)|ENETUNREACH|ENETDOWN|unreachable network|(?:errno|os error) (?:50|51|101)\b|(?:WinError|os error|errno|error|SocketException \() ?10051\b|Das Netzwerk ist nicht erreichbar|Le réseau n.est pas accessible|La red es inaccesible|La rete non è raggiungibile|A rede está fora de alcance|Сеть недоступна|网络不可达|ネットワークに届きません/gi,
  'no-address':
    /can'?t assign requested address|cannot assign requested address|EADDRNOTAVAIL|errno (?:49|99)\b/gi,
  'host-down': /host is down|EHOSTDOWN|errno (?:64|112)\b/gi,
  closed:
    /\bEOF\b|connection reset(?: by peer)?|ECONNRESET|socket hang up|broken pipe|EPIPE|server closed (?:idle )?connection|Remote end closed connection|empty reply from server|end of file reached|forcibly closed|ssl_error_syscall|Connection aborted(?!.{0,60}(?:refused|timed out|1006[01]))|unexpected end of file|connection closed before message completed|transport connection broken: (?:unexpected )?EOF|(?:WinError|os error|errno|error|SocketException \() ?10054\b|Verbindung wurde vom Kommunikationspartner zurückgesetzt|Connexion ré-initialisée par le correspondant|Conexión reinicializada por la máquina remota|连接被对方重设|接続が相手からリセットされました/gi,
  denied: /operation not permitted|EPERM\b/gi,
  missing:
    /no such file or directory|ENOENT|cannot find the file specified|FileNotFoundError|Datei oder Verzeichnis nicht gefunden|Aucun fichier ou dossier de ce (?:type|nom)|No existe el (?:fichero|archivo) o el directorio|File o directory non esistente|Нет такого файла или каталога|没有那个文件或目录|そのようなファイルやディレクトリはありません/gi,
  unstated:
    /cannot connect to the docker daemon at|couldn'?t connect to docker daemon at|failed to connect to the docker API at|cannot connect to the docker engine endpoint|couldn'?t connect to server|failed to connect to (?=\S)|unable to connect to (?=\S*\d)|\bconnectex:? (?=\S)/gi,
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
