/** Messages as people pasted them into issues, other than those explain was written with: under what must come first. */
export const fieldMessages1: Readonly<Record<string, readonly string[]>> = {
  'DAEMON_NOT_LISTENING or PORT_BUSY or HOST_NOT_RUNNING': [
    'An error occurred trying to connect: Get http://localhost:2375/v1.21/images/json: dial tcp 127.0.0.1:2375: ConnectEx tcp: No connection could be made because the target machine actively refused it.',
  ],
  ROUTE_EXISTS: [
    'u: inet 192.168.99.0; u: link vboxnet0:a.0.27.0.0.0; RTM_ADD: Add Route: len 140, pid: 0, seq 1, errno 0, flags:<UP,STATIC>\nlocks:  inits: \nsockaddrs: <DST,GATEWAY,NETMASK>\n 192.168.99.0 vboxnet0:a.0.27.0.0.0 (0) 0 ffff ff\nroute: writing to routing socket: File exists\nadd net 192.168.99.0: gateway vboxnet0: File exists',
  ],
  GUEST_TIMEOUT_VPN: [
    'Error checking TLS connection: Error checking and/or regenerating the certs: There was an error validating certificates\n for host "192.168.99.103:2376": dial tcp 192.168.99.103:2376: i/o timeout\nYou can attempt to regenerate them using \'docker-machine regenerate-certs [name]\'.\nBe advised that this will trigger a Docker daemon restart which might stop running containers.',
    "docker.errors.DockerException: Error while fetching server API version: HTTPSConnectionPool(host='192.168.99.100', port=2376): Read timed out. (read timeout=60)",
    'Cannot connect to the Docker daemon at tcp://192.168.59.103:2376. Is the docker daemon running?',
    'error during connect: Head "https://192.168.56.110:2376/_ping": dial tcp 192.168.56.110:2376: i/o timeout',
    'failed to connect to the docker API at tcp://192.168.99.100:2376: Get "https://192.168.99.100:2376/_ping": context deadline exceeded',
    "Trying 192.168.99.100:2376...\n* connect to 192.168.99.100 port 2376 failed: Operation timed out\n* Failed to connect to 192.168.99.100 port 2376 after 75021 ms: Couldn't connect to server\ncurl: (28) Failed to connect to 192.168.99.100 port 2376 after 75021 ms: Couldn't connect to server",
    "ERROR: Couldn't connect to Docker daemon at tcp://192.168.99.100:2376 - is it running?\nIf it's at a non-standard location, specify the URL with the DOCKER_HOST environment variable.",
    'AggregateError [ETIMEDOUT]: \n    at internalConnectMultiple (node:net:1114:18)\n    [errors]: [ Error: connect ETIMEDOUT 192.168.99.100:2376 ]',
    'nc: connectx to 192.168.99.100 port 2376 (tcp) failed: Operation timed out',
    'org.apache.http.conn.ConnectTimeoutException: Connect to 192.168.99.100:2376 [/192.168.99.100] failed: connect timed out',
  ],
  'GUEST_TIMEOUT_VPN or AFTER_SLEEP': [
    "ERROR: for wsgi_2  HTTPSConnectionPool(host='192.168.99.91', port=3376): Read timed out. (read timeout=60)\nERROR: An HTTP request took too long to complete. Retry with --verbose to obtain debug information.\nIf you encounter this issue regularly because of slow network conditions, consider setting COMPOSE_HTTP_TIMEOUT to a higher value (current value: 60).",
  ],
  'AFTER_SLEEP or NO_SOCKET': [
    "ERROR: for web  UnixHTTPConnectionPool(host='localhost', port=None): Read timed out. (read timeout=60)",
  ],
  CERT_EXPIRED: [
    'vbox-test   -        virtualbox   Running   tcp://192.168.99.100:2376           Unknown   Unable to query docker version: Get https://192.168.99.100:2376/v1.15/version: x509: certificate has expired or is not yet valid',
    'Error creating machine: Error checking the host: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.99.100:2376": x509: certificate has expired or is not yet valid',
    "Error: certificate has expired\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1535:34) {\n  code: 'CERT_HAS_EXPIRED'\n}",
    'error during connect: Get "https://192.168.99.100:2376/v1.41/version": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-02T10:11:12+01:00 is after 2025-12-31T23:59:00Z',
  ],
  CERT_OLD_IP: [
    'Error checking TLS connection: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.1.17:2376": x509: certificate is valid for 127.0.0.1, not 192.168.1.17',
    'dinghy   *        virtualbox   Running   tcp://192.168.99.100:2376           Unknown   Unable to query docker version: Get https://192.168.99.100:2376/v1.15/version: x509: certificate is valid for 192.168.99.102, not 192.168.99.100',
    "ERROR: SSL error: hostname '192.168.99.101' doesn't match 'localhost'",
    "backports.ssl_match_hostname.CertificateError: hostname '192.168.99.104' doesn't match 'localhost'",
    "javax.net.ssl.SSLPeerUnverifiedException: Certificate for <192.168.99.100> doesn't match any of the subject alternative names: [localhost, 192.168.99.101]",
    'java.security.cert.CertificateException: No subject alternative names matching IP address 192.168.99.100 found',
  ],
  ADAPTER_INVISIBLE: [
    'Error setting up host only network on machine start: /usr/bin/VBoxManage hostonlyif create failed:\n0%...\nProgress state: NS_ERROR_FAILURE\nVBoxManage: error: Failed to create the host-only adapter\nVBoxManage: error: VBoxNetAdpCtl: Error while adding new interface: failed to open /dev/vboxnetctl: No such file or directory',
    '(default) VBoxManage.exe: error: Failed to create the host-only adapter\n(default) VBoxManage.exe: error: Querying NetCfgInstanceId failed (0x00000002)\n(default) VBoxManage.exe: error: Details: code E_FAIL (0x80004005), component HostNetworkInterfaceWrap, interface IHostNetworkInterface',
    'E1102 19:49:36.417471   26432 start.go:723] StartHost: start: Error setting up host only network on machine start: The host-only adapter we just created is not visible. This is a well known VirtualBox bug. You might want to uninstall it and reinstall at least version 5.0.12 that is is supposed to fix this issue',
    '❌  Error: [VBOX_HOST_ADAPTER] start: Error setting up host only network on machine start: The host-only adapter we just created is not visible.',
  ],
  SSH_255: [
    "(testtest) DBG | SSH cmd err, output: exit status 255:\n(testtest) DBG | Error getting ssh command 'exit 0' : ssh command error:\n(testtest) DBG | command : exit 0\n(testtest) DBG | err     : exit status 255\n(testtest) DBG | output  :",
    'Error creating machine: Too many retries.  Last error: Maximum number of retries (60) exceeded',
    'Maximum number of retries (60) exceeded',
    'Error creating machine: Error getting SSH command: exit status 255',
    'Error creating machine: Error detecting OS: Too many retries waiting for SSH to be available.  Last error: Maximum number of retries (60) exceeded',
    'ssh: NewSession: write tcp 127.0.0.1:50123->127.0.0.1:2222: write: broken pipe',
    'Unable to negotiate with 192.168.99.100 port 22: no matching host key type found. Their offer: ssh-rsa',
    'docker@127.0.0.1: Permission denied (publickey).',
    'ssh_exchange_identification: Connection closed by remote host',
  ],
  DAEMON_NOT_LISTENING: [
    'Error creating machine: Error running provisioning: Unable to verify the Docker daemon is listening: Maximum number of retries (5) exceeded',
    'Job for docker.service failed because the control process exited with error code. See "systemctl status docker.service" and "journalctl -xe" for details.',
  ],
  none: [
    "Error: connect ECONNREFUSED 0.0.0.0:3000\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1247:16) {\n  errno: -61,\n  code: 'ECONNREFUSED',\n  syscall: 'connect',\n  address: '0.0.0.0',\n  port: 3000\n}",
    "fatal: unable to access 'https://git.corp.example/x.git/': SSL certificate problem: self signed\n certificate in certificate chain",
    "Cloning into 'x'...\nfatal: unable to access 'https://git.example.org/x/': server certificate verification failed. CAfile: none CRLfile: none",
    'npm ERR! code ECONNREFUSED\nnpm ERR! FetchError: request to https://npm.example.com/left-pad failed, reason: connect ECONNREFUSED 127.0.0.1:8118',
    'Unable to connect to the server: x509: certificate signed by unknown authority (kubectl against api.cluster.example.com)',
    'Unable to connect to the server: dial tcp 10.20.30.40:6443: i/o timeout',
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org', port=443): Read timed out.",
    'java.net.SocketTimeoutException: connect timed out at com.mysql.jdbc.ConnectionImpl',
    'MongoNetworkError: failed to connect to server [localhost:27017] on first connect [Error: connect ECONNREFUSED 127.0.0.1:27017]',
    'curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n* Connected to example.com (93.184.216.34) port 443',
    'Error: Request failed with status code 403',
    'error: failed to push some refs to https://github.com/x/y.git',
    'rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(226)',
    "Error: EACCES: permission denied, open '/usr/local/lib/node_modules/x'",
    'Host key verification failed.\nfatal: Could not read from remote repository.',
    'brew: Error: curl: (35) LibreSSL SSL_connect: SSL_ERROR_SYSCALL in connection to formulae.brew.sh:443',
  ],
  'PORT_BUSY or HOST_NOT_RUNNING or DAEMON_NOT_LISTENING': ['Error: connect ECONNREFUSED 127.0.0.1:2375.'],
  NO_SOCKET: [
    '{\n  "code": "ENOENT",\n  "errno": "ENOENT",\n  "syscall": "connect",\n  "address": "/var/run/docker.sock"\n}',
    "Error: ENOENT, no such file or directory '/var/run/docker.sock'\n    at Object.fs.statSync (fs.js:695:18)",
    "excon-0.45.4/lib/excon/unix_socket.rb:14:in `connect_nonblock': Connection refused - connect(2) for /var/run/docker.sock (Errno::ECONNREFUSED) (Excon::Errors::SocketError)",
    "ERROR: Couldn't connect to Docker daemon. You might need to install Docker:",
    'permission denied is not it: Cannot connect to the Docker daemon at unix:///Users/me/.colima/default/docker.sock. Is the docker daemon running?',
    'open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.',
    'Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/create": dial unix /var/run/docker.sock: connect: connection refused',
  ],
  'VPN_REDELETES or VPN_DROPS_ON_VM_START or none': [
    'Feb  8 00:45:51 MAC-H6X5 Cisco AnyConnect Secure Mobility Client[8211]: Message type information sent to the user: Reconnecting to Example - SSL...',
  ],
  LOCAL_NETWORK_PRIVACY: [
    'curl: (7) Failed to connect to 192.168.64.3 port 80 after 0 ms: No route to host',
    'ping: sendto: No route to host\nping: sendto: No route to host\nRequest timeout for icmp_seq 0\nPING 192.168.64.2 (192.168.64.2): 56 data bytes',
    'nc: connectx to 192.168.99.100 port 2376 (tcp) failed: No route to host',
  ],
  SOCKET_PATH_LONG: [
    '(connect EINVAL /Users/somebody.with.a.name/Library/Containers/com.docker.docker/Data/docker-desktop-build.sock - Local (undefined:undefined))',
    'error: failed to listen on /private/tmp/x/.brig/gateway.sock: listen unix /private/tmp/x/.brig/gateway.sock: bind: invalid argument',
    "init: couldn't create AF_UNIX socket:\nlisten unix /run/virtcontainers/pods/0123456789/proxy.sock: bind: invalid argument",
    'constellation-node: Network.Socket.bind: invalid argument (File name too long)',
    'bind: invalid argument',
    'time="2015-05-22T16:48:14.291032778Z" level=fatal msg="Shutting down due to ServeAPI error: listen unix /go/src/github.com/docker/docker/bundles/1.7.0-dev-experimental/test-integration-cli/daemon1774954/docker.sock: bind: invalid argument"',
  ],
  TLS_BAD_CERT: [
    'The server probably has client authentication (--tlsverify) enabled. Please check your TLS client certification settings: Post https://192.168.99.100:2376/v1.20/containers/create: remote error: bad certificate',
    'An error occurred trying to connect: Get https://0.0.0.0:2371/v1.20/version: remote error: bad certificate',
    'remote error: unknown certificate authority',
    'error during connect: Get "https://192.168.99.100:2376/v1.24/version": remote error: tls: expired certificate',
    'Error: write EPROTO 4506:error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:ssl/record/rec_layer_s3.c:1543:SSL alert number 42',
  ],
  TLS_UNKNOWN_CA: [
    'FATA[0000] Get https://192.168.59.105:2376/v1.10/containers/json?all=1: x509: certificate signed by unknown authority ',
    'Get https://192.168.59.103:2376/version: x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: parent certificate cannot sign this kind of certificate" while trying to verify candidate authority certificate "serial:95231589439385508318461161892776490645"',
    'ERROR: SSL error: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:590)',
    'ERROR: Failed to connect to Docker Daemon due to: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:581)',
  ],
  RANGE_DENIED: [
    'Command: ["hostonlyif", "ipconfig", "vboxnet13", "--ip", "10.100.0.1", "--netmask", "255.255.255.0"]\n\nStderr: VBoxManage: error: Code E_ACCESSDENIED (0x80070005) - Access denied (extended info not available)\nVBoxManage: error: Context: "EnableStaticIPConfig(Bstr(pszIp).raw(), Bstr(pszNetmask).raw())" at line 242 of file VBoxManageHostonly.cpp',
  ],
  'RANGE_DENIED or NOT_READY': ['VboxManage Error: Code E_ACCESSDENIED (0x80070005) - Access denied'],
  BOOTPD_FIREWALL: [
    '(default) DBG | Not there yet 7/60, error: IP not found for MAC ea:7:bc:13:cf:32 in DHCP leases',
    'StartHost failed, but will try again: creating host: create: creating: IP address never found in dhcp leases file: failed to get IP address: invalid line in dhcp leases file: # The format of this file is documented in the dhcpd.leases(5) manual page',
    'IP lookup failed: None of the found device(s) [vmnet8] has a DHCP lease for MAC 00:0c:29:11:22:33',
  ],
  DNS_IN_VM: [
    '2014/05/28 09:07:43 Get https://index.docker.io/v1/repositories/ubuntu/images: dial tcp: lookup index.docker.io on 10.0.2.1:53: no answer from server',
    'dial tcp: lookup index.docker.io: no DNS servers',
    'Error pulling image (latest) from learn/tutorial, Get https://cdn-registry-1.docker.io/v1/images/8dbd/ancestry: dial tcp: lookup cdn-registry-1.docker.io on [10.0.2.3]:53: too many redirects',
    'docker: Error response from daemon: Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on 192.168.65.1:53: no such host.',
    'Error while pulling image: Get https://index.docker.io/v1/repositories/library/nginx/images: dial tcp: lookup index.docker.io on 127.0.0.54:53: read udp 127.0.0.54:53: connection refused',
    'Get https://index.docker.io/v1/repositories/library/mysql/images: dial tcp: lookup index.docker.io on 192.168.6.6:53: read udp 192.168.6.6:53: i/o timeout',
    "docker@boot2docker:~$ nslookup s3.amazonaws.com\nServer:    127.0.0.54\nAddress 1: 127.0.0.54\n\nnslookup: can't resolve 's3.amazonaws.com'",
  ],
  CERT_B2D_SELF: [
    'FATA[0000] An error occurred trying to connect: Get https://192.168.59.103:2376/v1.18/containers/json: x509: certificate is valid for 127.0.0.1, 10.0.2.15, not 192.168.59.103',
  ],
  VM_LOCKED: [
    "Stderr: VBoxManage.exe: error: The machine 'BashScripts_scriptbox_1711194524335_50351' is already locked by a session (or being locked or unlocked)\nVBoxManage.exe: error: Details: code VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine, callee IUnknown",
    "VBoxManage: error: Cannot unregister the machine 'default' while it is locked",
    'VBoxManage.exe: error: Context: "LockMachine(a->session, LockType_Write)" at line 493 of file VBoxManageModifyVM.cpp',
  ],
  PROXY_FORBIDDEN: [
    'An error occurred trying to connect: Get https://192.168.99.100:2376/v1.21/images/json: Service Unavailable',
    'An error occurred trying to connect: Get https://192.168.99.100:2376/v1.20/info: Proxy Error ( The specified Secure Sockets Layer (SSL) port is not allowed. Forefront TMG is not configured to allow SSL requests from this port. Most Web browsers use port 443 for SSL requests.  )',
    'Warning: failed to get default registry endpoint from daemon (An error occurred trying to connect: Get https://192.168.99.100:2376/v1.22/info: Tunnel or SSL Forbidden). Using system default: https://registry-win-tp3.docker.io/v1/',
  ],
  'DAEMON_NOT_LISTENING or RESTART_RACE': [
    'Daemon not responding yet: dial tcp 192.168.99.101:2376: connection refused',
  ],
  ROUTES_GONE_AFTER_VPN: [
    'route: writing to routing socket: Network is unreachable\nadd net 192.168.56.0/21: gateway 192.168.56.1: Network is unreachable',
    'connect: network is unreachable: dial tcp 192.168.60.100:2376',
  ],
  CIDR_COLLISION: [
    '(default) Creating a new host-only adapter produced an error\nError in driver during machine creation: Error setting up host only network on machine start: host-only cidr conflicts with the network address of a host interface',
  ],
  PULSE_HOSTS_EDIT: [
    'ssh: Could not resolve hostname localhost: Name or service not known',
    'error during connect: Get "https://localhost:2376/_ping": dial tcp: lookup localhost: no such host',
  ],
  MTU: [
    'net/http: TLS handshake timeout\nerror pulling image configuration: Get https://production.cloudflare.docker.com/registry-v2/docker/registry/v2/blobs/sha256/ab/data: net/http: TLS handshake timeout',
  ],
  CERT_NO_127: [
    "Error: Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: 192.168.99.100, \n    at Object.checkServerIdentity (node:tls:343:12)",
  ],
  CERT_NO_LOCALHOST: [
    "SSL: certificate subject name 'default' does not match target host name 'localhost'",
    'java.security.cert.CertificateException: No subject alternative DNS name matching localhost found.',
  ],
  TLS_PLAIN: [
    'Error: write EPROTO 140735:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:332:',
    "requests.exceptions.ConnectionError: ('Connection aborted.', BadStatusLine(\"'\\x15\\x03\\x01\\x00\\x02\\x02\\n'\"))",
    'Client sent an HTTP request to an HTTPS server.',
  ],
  SSH_KEY_OPEN: [
    "Permissions 0777 for 'C:\\\\Users\\\\me\\\\.docker\\\\machine\\\\machines\\\\default\\\\id_rsa' are too open.\nIt is required that your private key files are NOT accessible by others.",
  ],
  NATPF_NAME: [
    'VBoxManage: error: A NAT rule of this name already exists\nVBoxManage: error: Details: code NS_ERROR_INVALID_ARG (0x80070057), component NATEngineWrap, interface INATEngine, callee nsISupports',
  ],
  NATPF_PORT: [
    'Stderr: VBoxManage.exe: error: A NAT rule for this host port and this host IP already exists',
  ],
  PORT_BUSY: [
    'The forwarded port to 2376 is already in use on the host machine.',
    '00:00:02.123456 NAT: set redirect TCP host port 2376 => guest port 2376 @ 10.0.2.15\n00:00:02.123999 NAT: failed to redirect TCP 2376 => 2376',
    'error: listen EADDRINUSE: address already in use 127.0.0.1:2376',
  ],
  NOT_READY: [
    'VBoxManage: error: Failed to create the VirtualBox object!\nVBoxManage: error: Code CO_E_SERVER_EXEC_FAILURE (0x80080005) - Server execution failed (extended info not available)\nVBoxManage: error: Most likely, the VirtualBox COM server is not running or failed to start.',
  ],
  DUP_ADAPTER: [
    'VirtualBox is configured with multiple host-only adapters with the same IP "192.168.59.3". Please remove one.',
  ],
  VBOX7_HOSTONLY: [
    'VBoxManage: error: Failed to create the host-only adapter\nVBoxManage: error: Code E_NOTIMPL (0x80004001) - Not implemented (extended info not available)\nVBoxManage: error: Context: "RTEXITCODE handleCreate(HandlerArg *)" at line 105 of file VBoxManageHostonly.cpp',
  ],
  DHCP_MISMATCH: [
    '(default) Waiting for an IP...\nError creating machine: Error in driver during machine creation: Maximum number of retries (60) exceeded while waiting for an IP',
    'Error getting IP address: IP not found',
  ],
  HOST_NOT_RUNNING: [
    'Error: Cannot run SSH command: Host "dev" is not running',
    'Error getting SSH command: Host "default" is not running',
    "Error: machine 'default' is not running. Please start it: docker-machine start default",
    'VBoxManage: error: Invalid machine state: PoweredOff',
  ],
  ENV_BEATS_CONTEXT: [
    'Current context is now "fairlead"\nWarning: DOCKER_HOST environment variable overrides the active context. To use "fairlead", either set the global --context flag, or unset DOCKER_HOST environment variable.',
  ],
  RESTART_RACE: [
    'level=fatal msg="Error starting daemon: pid file found, ensure docker is not running or delete /var/run/docker.pid"',
  ],
  'NO_SOCKET or DAEMON_NOT_LISTENING': [
    'Error response from daemon: dial unix docker.raw.sock: connect: connection refused',
  ],
  STATE_TIMEOUT: ['dev    -        virtualbox   Timeout'],
};
