/** A third set: of Kitematic, dinghy, Ansible, Maven and editors among others. */
export const fieldMessages3: Readonly<Record<string, readonly string[]>> = {
  GUEST_TIMEOUT_VPN: [
    'ETIMEDOUT\nETIMEDOUT\nconnect\n192.168.99.100\n2376',
    'ETIMEDOUT ETIMEDOUT connect 192.168.56.101 2376.',
    'Error checking the host: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.99.100:2376": dial tcp 192.168.99.100:2376: i/o timeout,You can attempt to regenerate them using \'docker-machine regenerate-certs [name]\'.',
    'org.apache.http.conn.ConnectTimeoutException: Connect to 192.168.99.100:2376 [/192.168.99.100] failed: Operation timed out',
    '[ERROR] Exception caught: java.util.concurrent.ExecutionException: javax.ws.rs.ProcessingException: Connect to 192.168.99.101:2376 [/192.168.99.101] failed: connect timed out -> [Help 1]',
    'WARN[0010] Get "https://192.168.99.100:2376/v1.41/events": dial tcp 192.168.99.100:2376: i/o timeout  component=compose',
    'ssh: connect to host 192.168.99.100 port 22: Die Wartezeit für die Verbindung ist abgelaufen',
    "curl: (28) Failed to connect to 192.168.99.100 port 2376 after 75.012 ms: Couldn't connect to server",
  ],
  CREATE_UNREACHABLE: [
    'Setting Docker configuration on the remote daemon...\nWARNING >>>\nThis machine has been allocated an IP address, but Docker Machine could not\nreach it successfully.',
  ],
  DNS_BRIDGE_BLOCKED: [
    "docker: Error response from daemon: Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on 192.168.64.1:53: read udp 192.168.64.2:53424->192.168.64.1:53: read: connection refused.\nSee 'docker run --help'.",
  ],
  CERT_OLD_IP: [
    'An error occurred trying to connect: Post https://192.168.1.64:2376/v1.21/containers/create?name=dinghy_http_proxy: x509: certificate is valid for 192.168.99.101, not 192.168.1.64',
    "Peer certificate CN=`default' did not match expected CN=`192.168.99.100'",
  ],
  SSH_255: [
    '[INFO] Restart Docker Machine ...        Too many retries waiting for SSH to be available.  Last error: Maximum number of retries (60) exceeded',
    'Permission denied (publickey,password,keyboard-interactive).\n/usr/local/Cellar/dinghy/HEAD/cli/dinghy/ssh.rb:23:in `run\': Error executing command: ["sudo umount /Users || true"] (Ssh::CommandFailed)',
  ],
  TLS_PLAIN: [
    'com.spotify.docker.client.shaded.javax.ws.rs.ProcessingException: javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?',
    'failed: [localhost] => {"changed": false, "failed": true}\nmsg: ConnectionError(ProtocolError(\'Connection aborted.\', BadStatusLine(\'\\x15\\x03\\x01\\x00\\x02\\x02\\n\',)),)',
  ],
  'PORT_BUSY or HOST_NOT_RUNNING': [
    'fatal: [127.0.0.1]: FAILED! => {"changed": false, "msg": "Error connecting: Error while fetching server API version: HTTPSConnectionPool(host=\'127.0.0.1\', port=55002): Max retries exceeded with url: /version (Caused by NewConnectionError(\'<urllib3.connection.HTTPSConnection object at 0x10bf36970>: Failed to establish a new connection: [Errno 61] Connection refused\'))"}',
  ],
  ROUTES_GONE_AFTER_VPN: [
    "route: writing to routing socket: Can't assign requested address\nadd net 192.168.99.0: gateway 192.168.99.1: Can't assign requested address",
  ],
  NO_SOCKET: [
    'Error Message: Unable to connect to Docker, is the Docker daemon running?\nOutput from Docker: connect ENOENT /var/run/docker.sock',
    'Output from Docker: connect ENOENT //./pipe/docker_engine',
    'error during connect: this error may indicate that the docker daemon is not running: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/version": open //./pipe/docker_engine: The system cannot find the file specified.',
    'Connection refused (ECONNREFUSED) connecting to /var/run/docker.sock: check if service is running',
    '/var/run/docker.sock does not exist\nUnexpected error (No such file or directory) connecting to /var/run/docker.sock',
  ],
  TLS_BAD_CERT: [
    'Error: 139:error:14094416:SSL routines:SSL3_READ_BYTES:sslv3 alert certificate unknown:s3_pkt.c:1494:SSL alert number 46 docker',
  ],
  TLS_UNKNOWN_CA: [
    'error during connect: Get https://10.11.12.13:2376/v1.40/info: x509: certificate signed by unknown authority',
  ],
  CERT_NO_LOCALHOST: [
    'Error response: hostname "localhost" does not match the server certificate (OpenSSL::SSL::SSLError)',
  ],
  CERT_EXPIRED: [
    'sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed; CertificateExpiredException: NotAfter: Fri Jan 05 2024 docker',
  ],
  CERT_NOT_YET_VALID: [
    'java.security.cert.CertificateNotYetValidException: NotBefore: Tue Mar 05 10:11:12 UTC 2024 tcp://192.168.99.100:2376',
  ],
  DAEMON_NOT_LISTENING: [
    "curl: (7) Failed to connect to 192.168.99.100 port 2376 after 3 ms: Couldn't connect to server",
  ],
  LOCAL_NETWORK_PRIVACY: [
    'ssh: connect to host 192.168.99.100 port 22: Keine Route zum Zielrechner',
    'OSError: [Errno 65] No route to host (192.168.105.2:2376)',
  ],
  RANGE_DENIED: [
    'The IP address configured for the host-only network is not within the\nallowed ranges. Please update the address used to be within the allowed\nranges and run the command again.\n\n  Address: 192.168.33.10\n  Ranges: 192.168.56.0/21',
  ],
  CIDR_COLLISION: ['The specified host network collides with a non-hostonly network!'],
  VM_LOCKED: [
    "vagrant: An action 'up' was attempted on the machine 'default', but another process is already executing an action on the machine. VirtualBox session is locked by another process",
  ],
  ADAPTER_INVISIBLE: [
    "VBoxManage: error: Failed to open/create the internal network 'HostInterfaceNetworking-vboxnet1' (VERR_INTNET_FLT_IF_NOT_FOUND).",
    'VBoxManage: error: Kernel driver not installed (rc=-1908)\nMake sure the kernel module has been loaded successfully.',
  ],
  DHCP_MISMATCH: ['udhcpc: sending discover\nudhcpc: no lease, failing'],
  HOST_NOT_RUNNING: [
    'Error: Machine "default" is already stopped.',
    "VBoxManage: error: Could not find a running machine: machine 'dev' is not running",
  ],
  MTU: [
    'Error response from daemon: Get "https://registry.corp.example/v2/": net/http: TLS handshake timeout',
  ],
  ENV_BEATS_CONTEXT: ['conflicting options: cannot specify both --host and --context'],
  PROXY_FORBIDDEN: [
    'An error occurred trying to connect: Get https://192.168.99.100:2376/v1.21/version: Bad Gateway',
  ],
  VPN_REDELETES: [
    'acvpnagent[73]: Function: logRouteChange: Host 10.0.0.2 modified routing table: Delete dest 192.168.99.0 mask 255.255.255.0 gw link#9 - A routing table change notification has been received.  Starting automatic correction of the routing table.',
  ],
  none: [
    "ENOENT: no such file or directory, open '/Volumes/HDD/Users/x/.docker/machine/machines/dev/ca.pem'",
    'error getting state for host default: VBoxManage not found. Make sure VirtualBox is installed and VBoxManage is in the path',
    "UNFS3 unfsd 0.9.22 (C) 2006\nbind: Can't assign requested address\nCouldn't bind to udp port 19570",
    'mount: RPC: Timed out\nmount: mounting 192.168.99.1:/Users/x on /Users/x failed: Bad file descriptor',
    'fatal: [updatesvc]: UNREACHABLE! => {"msg": "Authentication or permission failure. In some cases, you may have been able to authenticate"}',
    'TLS config error: Path to a certificate and key files must be provided through the client_config param.',
    'java.net.ConnectException: Connection refused (elasticsearch localhost:9200)',
    'Failed to connect. Check the server url http://localhost:9000',
    "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='api.openweather.example', port=443): Max retries exceeded",
    'socket.error: [Errno 99] Cannot assign requested address',
    'yarn error An unexpected error occurred: "https://registry.yarnpkg.com/x: self signed certificate in certificate chain".',
    'x509: certificate has expired or is not yet valid: failed to fetch https://charts.example.com/index.yaml (helm)',
    'The SSL connection could not be established (NuGet https://api.nuget.org/v3/index.json)',
    'sh: vboxnet0: command not found',
    'bash: route: command not found',
  ],
};
