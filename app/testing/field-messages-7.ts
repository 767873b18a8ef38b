/**
 * A seventh set and an eighth, after issues of people with build tools, editors and test containers: what was new in
 * them, in made-up surroundings. Of most the wording is what an older set has already, so they are not here.
 */
export const fieldMessages7: Readonly<Record<string, readonly string[]>> = {
  GUEST_TIMEOUT_VPN: [
    'ETIMEDOUT\nETIMEDOUT\nconnect\n192.168.99.100\n2376',
    'Error: Timeout of 10000ms exceeded while connecting to Docker daemon tcp://192.168.99.100:2376',
    'Daemon not responding yet: dial tcp 192.168.99.100:2376: operation timed out\nDaemon not responding yet: dial tcp 192.168.99.100:2376: no route to host\nMaximum number of retries (60) exceeded',
    'Unable to connect to the server: dial tcp 192.168.99.100:8443: i/o timeout',
    'Cannot connect to "machine default": org.apache.http.conn.HttpHostConnectException: Connect to https://192.168.99.100:2376 [/192.168.99.100] failed: Operation timed out',
  ],
  CERT_OLD_IP: [
    "Error: Hostname/IP doesn't match certificate's altnames: \"IP: 192.168.99.101 is not in the cert's list: 192.168.99.100\"",
    'web => {"error": "SSLError(CertificateError(\'no appropriate commonName or subjectAltName fields were found\',))"} DOCKER_HOST=tcp://192.168.59.103:2376',
  ],
  NO_SOCKET: [
    "ConnectionError(ProtocolError('Connection aborted.', error(2, 'No such file or directory')),)",
    'dial unix /Users/anna/.colima/docker.sock: connect: no such file or directory',
  ],
  TLS_PLAIN: [
    'Excon::Errors::SocketError: end of file reached (EOFError) DOCKER_HOST=tcp://192.168.59.103:2376',
    'I/O exception (java.net.SocketException) caught when processing request to {}->http://192.168.99.100:2376: Connection reset by peer: socket write error',
    'Could not connect to http://192.168.99.100:2376: java.net.SocketException: Unexpected end of file from server',
  ],
  DAEMON_NOT_LISTENING: [
    'https://192.168.99.100:2376/v1.40/info: java.net.SocketException: Connection reset',
  ],
  HOST_NOT_RUNNING: ['`default` is not running. Please start it with: docker-machine start default'],
  SSH_255: ['Starting VM...\nToo many retries.  Last error: Maximum number of retries (60) exceeded'],
  none: [
    'error during connect: Get https://docker.example.net:2376/v1.35/containers/json: dial tcp: lookup docker.example.net: no such host',
    'Action: Tree.getChildren\nError type: CERT_HAS_EXPIRED\nError Message: request to https://registry.example.com/v2/ failed, reason: certificate has expired',
    'request to redacted:url failed, reason: certificate has expired',
    'Unable to connect to the server: x509: certificate is valid for 10.96.0.1, 192.168.49.2, not 127.0.0.1',
    'Unable to connect to the server: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "minikubeCA")',
    'running engine: waiting for the VM setup to be ready: not connected: dial unix backend.sock: connect: connection refused',
    'dial unix /Users/anna/Library/Containers/com.docker.docker/Data/vms/0/console.sock: connect: no such file or directory',
    "ENOENT: no such file or directory, open '/Users/anna/.docker/machine/machines/default/ca.pem'",
    'Error response from daemon: Mounts denied: EOF.',
    'toomanyrequests: You have reached your pull rate limit.',
    "Error: P1001: Can't reach database server at `192.168.99.100`:`5432`",
    'Vagrant failed to apply the requested port forward.\n\n  Port forward conflict on host port 2222',
  ],
};
