/**
 * After a ninth set and a tenth: what they had that was new, in made-up surroundings. Values that disagree, addresses
 * made unreadable, ends cut off with dots, what Windows says in other languages, pages of proxies, and symptoms told in
 * words.
 */
export const fieldMessages8: Readonly<Record<string, readonly string[]>> = {
  GUEST_TIMEOUT_VPN: [
    'error during connect: Get https://192.168.x.x:2376/v1.24/info: dial tcp 192.168.x.x:2376: i/o timeout',
    'Post "https://<vm ip>:2376/v1.41/build": dial tcp <vm ip>:2376: connect: operation timed out',
    'dial tcp 192.168.99.103:2376: connectex: Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht richtig reagiert hat.',
    'dial tcp 192.168.99.103:2376: connectex: Se produjo un error durante el intento de conexión ya que la parte conectada no respondió adecuadamente tras un periodo de tiempo',
    'dial tcp 192.168.99.103:2376: connectex: 接続済みの呼び出し先が一定の時間を過ぎても正しく応答しなかったため、接続できませんでした。',
    'dial tcp 192.168.99.103:2376: connectex: Pokus o připojení selhal.',
    "HTTPSConnectionPool(host='192.168.99.100', port=2376): ('Connection aborted.', TimeoutError(10060, '[WinError 10060]'))",
    'Get https://192.168.99.100:2376/v1.21/info: dial tcp 192.168.99.100:2376: i/o tim…',
    'Get https://192.168.99.100:2376/v1.21/info: dial tcp 192.168.99.100:2376: i/o timeo [truncated]',
    '$ route -n get 192.168.99.104\n   route to: 192.168.99.104\ndestination: 192.168.99.0\n       mask: 255.255.255.0\n  interface: utun3\n      flags: <UP,DONE,CLONING,STATIC>',
    'Destination        Gateway            Flags        Refs      Use   Netif Expire\n192.168.99         link#19            UCS             1        0   utun2',
    'traceroute to 192.168.59.103 (192.168.59.103), 30 hops max\n 1  gw.example.com (10.1.0.1)  30 ms',
    'The plug-in could not reach the Docker engine (ETIMEDOUT)',
  ],
  DAEMON_NOT_LISTENING: [
    'dial tcp 192.168.99.103:2376: connectex: Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte.',
    'dial tcp 192.168.99.103:2376: connectex: Aucune connexion n’a pu être établie car l’ordinateur cible l’a expressément refusée.',
    'ConnectionRefusedError: [WinError 10061] 192.168.99.100:2376',
  ],
  ROUTES_GONE_AFTER_VPN: [
    'I quit the VPN, but 192.168.99.100:2376 still gives i/o timeout',
    'since I left AnyConnect there is no entry for 192.168.99 in netstat -rn',
    'route -n get 192.168.99.100\n   route to: 192.168.99.100\ndestination: default\n    gateway: 10.0.0.1\n  interface: en0',
  ],
  VPN_REDELETES: [
    'I add the route with sudo route add, and GlobalProtect removes it again',
    'RTM_DELETE: Delete Route: len 132, pid: 87, seq 12, errno 0, flags:<UP,STATIC>\n sockaddrs: <DST,GATEWAY>\n 192.168.59.0 vboxnet2',
  ],
  VPN_DROPS_ON_VM_START: [
    'GlobalProtect was disconnected: a new network adapter was added to this computer (I had started the VM)',
    'the new virtual network adapter makes AnyConnect reconnect',
  ],
  WRONG_VBOXNET: [
    "   route to: 192.168.99.100\n  interface: vboxnet4\nNIC 2: MAC: 080027AABBCC, Attachment: Host-only Interface 'vboxnet0', Cable connected: on",
  ],
  SUBNET_OVERLAP: [
    'the customer’s network is also on 192.168.99.0/24',
    'our VPN hands out 192.168.99.x addresses, the same as the VM',
  ],
  SOCKET_FILTER: [
    'ssh from homebrew fails, /usr/bin/ssh works; com.cisco.anyconnect.macos.acsockext is active',
  ],
  DNS_BRIDGE_BLOCKED: [';; communications error to 192.168.64.1#53: connection refused'],
  DNS_IN_VM: [';; communications error to 10.0.2.3#53: timed out'],
  TLS_BAD_CERT: [
    'Caused by: javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required',
  ],
  RESTART_RACE: [
    '$ docker-machine ssh dev sudo /etc/init.d/docker restart\n$ docker ps\ndial tcp 192.168.99.101:2376: connection refused, immediately afterwards',
  ],
  ENV_STALE_IP: [
    '$ echo $DOCKER_HOST; env | grep DOCKER_HOST\nDOCKER_HOST=tcp://192.168.99.101:2376\n$ docker-machine ls\ndev   -   virtualbox   Running   tcp://192.168.99.104:2376   v18.09.1',
    'export DOCKER_HOST="tcp://192.168.59.103:2376"\n$ docker-machine ip dev2\n192.168.99.100',
  ],
  DHCP_MISMATCH: [
    '(dev) Could not find an IP address for MAC address 0800274A5B6C on the host-only interface',
    "The host-only adapter is corrupted. Let's stop the VM, fix the host-only adapter and restart the VM",
    'eth1 of the docker-machine VM has 169.254.80.11',
  ],
  BOOTPD_FIREWALL: ['colima: col0 comes up without an IPv4 address while the firewall is on'],
  NO_SOCKET: [
    'dial unix /var/run/docker.sock: connect: そのようなファイルやディレクトリはありません',
    'Build step failed: no DOCKER_HOST environment variable',
    'no dockerHost configured and the default socket is missing',
  ],
  SSH_255: ['[hostagent] Waiting for the essential requirement 1 of 3: "ssh"\nFATA[0601] error starting vm'],
  CERT_OLD_IP: [
    'OpenSSL::SSL::SSLError: certificate verify failed (IP address mismatch) (https://192.168.99.102:2376/version)',
  ],
  PROXY_FORBIDDEN: [
    '<!DOCTYPE html><title>ERROR</title> Squid: the request for https://192.168.99.100:2376 was denied, Access Denied.',
  ],
  VM_LOCKED: [
    'VBoxManage: error: Failed to get a session for the machine: it holds a lock',
    "The machine 'dev' already has a lock request pending",
  ],
  ENV_HANGS: ['docker-machine env default does nothing until I press Ctrl-C'],
  AFTER_SLEEP: [
    'when the laptop resumes, docker info sits there without an answer',
    'colima: since my Mac slept, no response from docker',
  ],
  HOST_NOT_RUNNING: ['VMState="running"\nVMState="saved"'],
  SSH_KEY_OPEN: [
    "Permissions for 'C:\\\\Users\\\\kim\\\\.docker\\\\machine\\\\machines\\\\dev\\\\id_rsa' are too open.",
  ],
  MTU: [
    'building images stalls half-way, but only through the tunnel',
    'over the VPN pushing a layer freezes',
  ],
  VPN_PF_BLOCK: [
    'block drop quick all\npass quick on utun4 all flags S/SA keep state',
    'the route to 192.168.59.0/24 looks right to me, yet there is no answer',
  ],
  none: [
    'our office uses 192.168.1.0/24 and the printer is at 192.168.1.20',
    'The VPN uses 10.0.0.0/8; docker is fine',
    'DOCKER_HOST=tcp://192.168.99.100:2376\n$ docker-machine ip default\n192.168.99.100',
    'default   *   virtualbox   Running   tcp://192.168.99.100:2376   v19.03\ndev   -   virtualbox   Running   tcp://192.168.99.101:2376   v19.03\nDOCKER_HOST=tcp://192.168.99.101:2376',
    '   route to: 192.168.99.100\n  interface: vboxnet0\nhostonlyadapter2="vboxnet0"',
    '   route to: 93.184.216.34\ndestination: default\n  interface: utun2',
    'RTM_DELETE: Delete Route: len 132\n 10.20.0.0 utun2',
    '10.8.0.0/16   link#19   UCS   1   0   utun2',
    'en5: inet 169.254.33.4 netmask 0xffff0000 broadcast 169.254.255.255',
    ';; communications error to 8.8.8.8#53: timed out',
    'Pulling from library/nginx...',
    'Waiting for connection...',
    'could not connect to redis at ***:6379: connection refused',
    "ERROR 2003 (HY000): Can't connect to MySQL server on '192.168.1.20' (10060)",
    'Client does not support authentication; Error 10061 while connecting to broker.example.com:9092',
    'HomeBrew: Downloading https://ghcr.io/v2/homebrew/core/x: certificate has expired',
    'https://partner.example.com/api javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate',
    'AnyConnect removes my DNS settings again',
    'A new network adapter was found. Do you want to install its driver?',
    'connectex: No connection could be made because the target machine actively refused it. 10.1.2.3:1433',
    'VMState="poweroff"\nVMState="running"',
    'traceroute to 192.168.99.100 (192.168.99.100), 64 hops max\n 1  192.168.99.100  0.4 ms',
    '[hostagent] Waiting for the essential requirement 1 of 3: "ssh"\n[hostagent] The essential requirement 1 of 3 is satisfied\nREADY',
    'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2025-01-02T00:00:00Z is after 2025-01-01T00:00:00Z',
    'the video player is stuck after my laptop wakes',
    'export NO_PROXY=192.168.99.100 # the proxy may be blocked otherwise',
    'certificate verify failed (Hostname mismatch) https://mail.example.com',
    'Error response from daemon: could not connect to the docker host registry: timed out',
  ],
};
