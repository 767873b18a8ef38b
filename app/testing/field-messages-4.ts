/** A fourth set: docker 18 to 29, compose, Python, Java, editors, curl and VPN logs, collected before the phrases were read. */
export const fieldMessages4: Readonly<Record<string, readonly string[]>> = {
  GUEST_TIMEOUT_VPN: [
    'failed to connect to the docker API at tcp://192.168.99.100:2376: dial tcp 192.168.99.100:2376: i/o timeout',
    'Cannot connect to the Docker daemon at tcp://192.168.99.100:2376. Is the docker daemon running?',
    'error during connect: Get "https://192.168.99.100:2376/v1.47/containers/json": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='192.168.99.100', port=2376): Max retries exceeded with url: /version (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x10f1>, 'Connection to 192.168.99.100 timed out. (connect timeout=60)'))",
    "urllib3.exceptions.NewConnectionError: <urllib3.connection.VerifiedHTTPSConnection object at 0x10f0de9b0>: Failed to establish a new connection: [Errno 60] Operation timed out\nHTTPSConnectionPool(host='192.168.64.18', port=2376): Max retries exceeded",
    'Action: vscode-docker.containers.prune\nError type: ETIMEDOUT\nError Message: connect ETIMEDOUT 192.168.99.100:2376',
    'Cannot connect: io.netty.channel.ConnectTimeoutException: connection timed out: /192.168.99.100:2376',
    'ERROR: failed to initialize builder default (default): error during connect: Head "https://192.168.99.100:2376/_ping": dial tcp 192.168.99.100:2376: connect: operation timed out',
    '$ docker ps\r\nCANNOT CONNECT TO THE DOCKER DAEMON AT TCP://192.168.99.100:2376. IS THE DOCKER DAEMON RUNNING?\r\n',
    '\u001b[31mERROR\u001b[0m: error during connect: Get \u201chttps://192.168.99.100:2376/v1.24/info\u201d: dial tcp 192.168.99.100:2376: i/o timeout',
    'curl: (28) Connection timed out after 10005 milliseconds\n$ curl --cacert ca.pem https://192.168.99.100:2376/_ping -m 10',
    '* Trying 192.168.99.100:2376...\n* connect to 192.168.99.100 port 2376 failed: Operation timed out\ncurl: (28) Failed to connect to 192.168.99.100 port 2376 after 75006 ms: Operation timed out',
  ],
  'GUEST_TIMEOUT_VPN or TLS_DIAL_TIMEOUT or ENV_TLS_CHECK': [
    'anna@mac ~ % eval $(docker-machine env default)\nError checking TLS connection: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.99.100:2376": dial tcp 192.168.99.100:2376: i/o timeout\nYou can attempt to regenerate them using \'docker-machine regenerate-certs [name]\'.',
  ],
  TLS_DIAL_TIMEOUT: [
    'Error checking TLS connection: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.99.100:2376": tls: DialWithDialer timed out',
  ],
  'TLS_DIAL_TIMEOUT or ENV_TLS_CHECK': [
    'Error running connection boilerplate: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.99.100:2376": DialWithDialer timed out',
  ],
  CREATE_UNREACHABLE: [
    '(dev) Waiting for an IP...\nThis machine has been allocated an IP address, but Docker Machine could not\nreach it successfully.\n\nSSH for the machine should still work, but connecting to exposed ports, such as\nthe Docker daemon port (usually <ip>:2376), may not work properly.',
  ],
  CERT_NO_LOCALHOST: [
    'Get "https://localhost:2376/_ping": tls: failed to verify certificate: x509: certificate is valid for default, 192.168.99.100, not localhost',
    "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: IP Address:192.168.99.100",
    "ERROR: hostname 'localhost' doesn't match '192.168.99.100'",
  ],
  CERT_NO_127: [
    'error during connect: Get "https://127.0.0.1:2376/v1.41/version": tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn\'t contain any IP SANs',
    'x509: certificate is valid for 192.168.99.100, not 127.0.0.1',
    "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.1'. (_ssl.c:1129)",
  ],
  CERT_OLD_IP: [
    'error during connect: Get https://192.168.99.101:2376/v1.35/containers/json: x509: certificate is valid for 192.168.99.100, not 192.168.99.101',
    "SSL: no alternative certificate subject name matches target host name '192.168.99.101'",
    "curl: (60) SSL: no alternative certificate subject name matches target ipv4 address '192.168.99.102'",
    "javax.net.ssl.SSLPeerUnverifiedException: Certificate for <192.168.99.101> doesn't match any of the subject alternative names: [192.168.99.100]",
  ],
  CERT_EXPIRED: [
    'error during connect: Get "https://192.168.99.100:2376/v1.41/info": x509: certificate has expired or is not yet valid: current time 2024-03-05T10:11:12+01:00 is after 2023-12-01T08:00:00Z',
    'requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1129)',
    'Failed to validate connection to Docker daemon; caused by Error: certificate has expired',
  ],
  'CERT_EXPIRED or TLS_BAD_CERT': ['remote error: tls: expired certificate'],
  CERT_NOT_YET_VALID: [
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-02T03:04:05Z is before 2026-01-05T00:00:00Z',
    'curl: (60) SSL certificate problem: certificate is not yet valid',
  ],
  TLS_BAD_CERT: [
    'The server probably has client authentication (--tlsverify) enabled. Please check your TLS client certification settings: Get "https://192.168.99.100:2376/v1.24/version": remote error: tls: bad certificate',
    'remote error: tls: certificate required',
    "http: TLS handshake error from 192.168.99.1:51234: tls: client didn't provide a certificate",
  ],
  'TLS_BAD_CERT or TLS_UNKNOWN_CA': [
    'curl: (56) LibreSSL SSL_read: error:1404C412:SSL routines:ST_OK:sslv3 alert bad certificate, errno 0',
  ],
  TLS_UNKNOWN_CA: [
    // curl adds its link whomever it asked, so it says nothing of that; without it this was answered before.
    'curl: (60) SSL certificate problem: self signed certificate in certificate chain\nMore details here: https://curl.example.com/docs',
    'x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "anna")',
    'ERROR: SSL error: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:590)',
    'tls: failed to verify certificate: x509: \u201cdefault\u201d certificate is not trusted',
  ],
  TLS_PLAIN: [
    'Error response from daemon: Client sent an HTTP request to an HTTPS server.',
    'error during connect: Get "https://192.168.99.100:2375/v1.40/info": http: server gave HTTP response to HTTPS client',
    'Get http://192.168.99.100:2376/v1.21/images/json: malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02".\n* Are you trying to connect to a TLS-enabled daemon without TLS?',
  ],
  NO_SOCKET: [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    "docker.errors.DockerException: Error while fetching server API version: ('Connection aborted.', FileNotFoundError(2, 'No such file or directory'))",
    'Failed to connect. Is Docker installed and running?\nError: connect ENOENT /var/run/docker.sock',
  ],
  SOCKET_PATH_LONG: [
    'listen unix /Users/anna/Library/Application Support/a-very-long-name/machines/default/docker.sock: bind: invalid argument',
  ],
  HOST_NOT_RUNNING: [
    'Error: Cannot run SSH command: Host "default" is not running',
    'Error checking TLS connection: Host is not running',
  ],
  DAEMON_NOT_LISTENING: [
    'Error creating machine: Error running provisioning: Unable to verify the Docker daemon is listening: Maximum number of retries (10) exceeded',
  ],
  SSH_KEY_OPEN: [
    "@@@@@@@@@@@@@@@@@@@@@@@@@@@\n@  WARNING: UNPROTECTED PRIVATE KEY FILE!  @\nPermissions 0755 for '/Users/anna/.docker/machine/machines/default/id_rsa' are too open.",
  ],
  SSH_255: [
    'Error getting IP address: Something went wrong running an SSH command!\ncommand : ip addr show dev eth1\nerr     : exit status 255\noutput  :',
    "SSH cmd err, output: exit status 255:\nError getting ssh command 'exit 0' : exit status 255",
  ],
  NATPF_NAME: [
    'VBoxManage: error: A NAT rule of this name already exists\nVBoxManage: error: Details: code E_INVALIDARG (0x80070057), component NATEngineWrap, interface INATEngine, callee nsISupports',
  ],
  VM_LOCKED: [
    "VBoxManage: error: The machine 'default' is already locked by a session (or being locked or unlocked)\nVBoxManage: error: Details: code VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine, callee nsISupports",
    'VBoxManage.exe: error: Context: "LockMachine(a->session, LockType_Write)" at line 493 of file VBoxManageModifyVM.cpp',
  ],
  ADAPTER_INVISIBLE: [
    'VBoxManage: error: Failed to create the host-only adapter\nVBoxManage: error: VBoxNetAdpCtl: Error while adding new interface: failed to open /dev/vboxnetctl: No such file or directory',
  ],
  DUP_ADAPTER: [
    'Error creating machine: Error in driver during machine creation: VirtualBox is configured with multiple host-only adapters with the same IP "192.168.99.1". Please remove one.',
  ],
  CIDR_COLLISION: [
    'Error setting up host only network on machine start: host-only cidr conflicts with the network address of a host interface',
  ],
  RANGE_DENIED: [
    'VBoxManage: error: Code E_ACCESSDENIED (0x80070005) - Access denied (extended info not available)\nVBoxManage: error: Context: "EnableStaticIPConfig(Bstr(pszIp).raw(), Bstr(pszNetmask).raw())" at line 242 of file VBoxManageHostonly.cpp',
  ],
  ROUTE_EXISTS: [
    'route: writing to routing socket: File exists\nadd net 192.168.99.0: gateway vboxnet0: File exists',
  ],
  VPN_REDELETES: [
    'acvpnagent[55]: Reconfigure reason code 5: IP forwarding table modification.',
    'acvpnagent[123]: Function: deleteRoute File: RouteTableMac.cpp Line: 512 route delete - dest 192.168.99.0/24',
  ],
  DNS_IN_VM: [
    'fatal: unable to access: Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: read udp 10.0.2.15:40123->10.0.2.3:53: i/o timeout',
  ],
  MTU: [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
  ],
  PROXY_FORBIDDEN: [
    'error during connect: Get "https://192.168.99.100:2376/v1.40/info": Proxy Authentication Required',
    "requests.exceptions.ProxyError: HTTPSConnectionPool(host='192.168.99.100', port=2376): Max retries exceeded with url: /v1.24/info (Caused by ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden')))",
  ],
  LOCAL_NETWORK_PRIVACY: [
    'error during connect: Get "https://192.168.99.100:2376/_ping": dial tcp 192.168.99.100:2376: connect: no route to host',
  ],
  ENV_BEATS_CONTEXT: [
    'Warning: DOCKER_HOST environment variable overrides the active context. To use "fairlead", either set the global --context flag, or unset DOCKER_HOST environment variable.',
  ],
  STATE_TIMEOUT: [
    'NAME      ACTIVE   DRIVER       STATE     URL   SWARM   DOCKER    ERRORS\ndefault            virtualbox   Timeout',
  ],
  none: [
    'npm ERR! code ETIMEDOUT\nnpm ERR! errno ETIMEDOUT\nnpm ERR! network request to https://registry.example.com/express failed',
    "fatal: unable to access 'https://git.example.com/a.git/': Failed to connect to git.example.com port 443: Timed out",
    'fatal: early EOF\nfatal: index-pack failed',
    'error: RPC failed; curl 56 LibreSSL SSL_read: error:02FFF03C:system library:func(4095):Operation timed out, errno 60',
    'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    'ERROR: failed to solve: node:99: registry.example.com/library/node:99: not found',
    'service "web" depends on undefined service "db": invalid compose project',
    'yaml: line 12: mapping values are not allowed in this context',
    'docker: invalid reference format.',
    'docker: Error response from daemon: Conflict. The container name "/web" is already in use by container "0123".',
    'Error response from daemon: OCI runtime create failed: exec: "bash": executable file not found in $PATH: unknown',
    'exec /entrypoint.sh: exec format error',
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    'toomanyrequests: You have reached your pull rate limit.',
    'unauthorized: authentication required',
    'denied: requested access to the resource is denied',
    'Error saving credentials: error storing credentials - err: exit status 1, out: `The user name or passphrase you entered is not correct.`',
    'docker-credential-desktop: executable file not found in $PATH',
    'ssh: connect to host git.example.com port 22: Operation timed out',
    'kex_exchange_identification: Connection closed by remote host',
    'Host key verification failed.\nfatal: Could not read from remote repository.',
    'scp: /tmp/x: No such file or directory',
    'curl: (35) LibreSSL SSL_connect: SSL_ERROR_SYSCALL in connection to git.example.com:443',
    'curl: (7) Failed to connect to www.example.com port 80: Connection refused',
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.example.com', port=443): Read timed out.",
    'Could not fetch URL https://pypi.example.com/simple/foo/: There was a problem confirming the ssl certificate',
    'x509: certificate signed by unknown authority\nerror: error validating "deploy.yaml"',
    'Unable to connect to the server: net/http: TLS handshake timeout',
    'Unable to connect to the server: dial tcp 203.0.113.5:443: i/o timeout',
    'brew: Error: Permission denied @ apply2files - /usr/local/lib',
    "VBoxManage: error: Could not find file for the medium '/Users/a/x.vdi' (VERR_FILE_NOT_FOUND)",
    'VBoxManage: error: The VM session was closed before any attempt to power it on',
    'panic: runtime error: invalid memory address or nil pointer dereference',
    'Killed: 9',
    "mysql: ERROR 2003 (HY000): Can't connect to MySQL server on 'db.example.com' (60)",
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target',
    'Your VPN license expires in 3 days.',
    '[acvpnui] VPN session established to vpn.example.com',
  ],
};
