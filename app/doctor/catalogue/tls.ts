import {
  exact,
  likely,
  machineIssue,
  possible,
  remedies,
  remedy,
  toolboxIssue,
  type Symptom,
} from './symptom.ts';

const registry = '/v2/|registry';
const remote = `${registry}|proxyconnect`;
/** Java says the same of any server, so the engine has to be named. */
const engine = ':237\\d|docker|192\\.168\\.';
const alerts =
  '(bad certificate|unknown certificate( authority)?|certificate required|expired certificate|revoked certificate|unsupported certificate|certificate unknown)';

/** Who trusts whom, and whether anybody speaks TLS. */
export const tlsSymptoms = [
  {
    id: 'TLS_BAD_CERT',
    title: 'The engine does not accept the client certificate',
    cause:
      'The client certificate is of another CA than the engine knows, it has expired, or the clock of the machine is wrong.',
    message: 'remote error: tls: bad certificate',
    phrases: [
      exact(`remote error: (tls: )?${alerts}`),
      exact('tls: client didn.t provide a certificate'),
      exact('failed to verify (client.s )?certificate: x509', {
        beside: 'handshake error from|client.s certificate',
      }),
      likely(
        'alert (bad certificate|unknown ca|certificate expired|certificate required|certificate unknown)',
      ),
      likely(
        '(SSLV3_ALERT_BAD_CERTIFICATE|TLSV1_ALERT_UNKNOWN_CA|TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_CERTIFICATE_\\w+)',
      ),
      likely(
        'unable to (load|use|set) (the )?client (cert|key)|could not load PEM client certificate|problem with the local SSL certificate',
        { beside: `${engine}|cert\\.pem` },
      ),
      likely('x509: certificate specifies an incompatible key usage'),
      likely('Received fatal alert: (bad_?certificate|unknown_?ca|certificate_?\\w+)', { beside: engine }),
      // Only a server that asks for client certificates says so, and few but the engine do.
      possible('Received fatal alert: (bad_?certificate|unknown_?ca|certificate_?required)', {
        without: 'https?://',
      }),
      possible('server probably has client authentication \\(--tlsverify\\) enabled'),
      possible('check your TLS client certification settings'),
    ],
    advisories: ['engine-rejects-client'],
    remedies: [
      remedies.environment,
      remedy('make the certificates of the machine anew from the present CA', {
        command: 'fairlead regenerate-certs -f {machine}',
        disruptive: true,
      }),
      remedy("set the machine's clock", {
        command: 'fairlead ssh {machine} "sudo date -u -s @$(date +%s)"',
      }),
    ],
    links: [...machineIssue(3845, 3660), ...toolboxIssue(770)],
  },
  {
    id: 'TLS_UNKNOWN_CA',
    title: 'The certificate of the engine is of another CA',
    cause:
      'The CA was made anew and this machine still has the old certificate or you the old copy of the CA; or another daemon answers at that port.',
    message: 'x509: certificate signed by unknown authority',
    phrases: [
      likely('certificate signed by unknown authority', { without: registry }),
      likely('x509: .{0,80}certificate is not (trusted|standards compliant)', { without: registry }),
      likely(
        '(unable to get local issuer certificate|self.signed certificate( in certificate chain)?|unable to verify the first certificate|CERTIFICATE_VERIFY_FAILED\\]?( certificate verify failed)?:? ?(unable to get|self.signed)|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT\\w*|RemoteCertificateChainErrors|invalid peer certificate: UnknownIssuer)',
        { without: registry },
      ),
      likely('PKIX path (building|validation) failed|unable to find valid certification path', {
        beside: engine,
        without: registry,
      }),
      possible('(certificate verify failed|CERTIFICATE_VERIFY_FAILED)', {
        without: `${registry}|expired|not yet valid|mismatch|match`,
      }),
      possible('(SSL|TLS) certificate problem', { without: `${registry}|expired|not yet valid` }),
    ],
    advisories: ['certificate-foreign'],
    remedies: [
      remedy('see what is served, and by whom it was issued', { command: 'fairlead certs show {machine}' }),
      remedies.renew,
      remedies.environment,
    ],
    links: [...machineIssue(2808)],
  },
  {
    id: 'TLS_PLAIN',
    title: 'One side speaks TLS, the other does not',
    cause:
      'The client uses TLS with an engine that does not, or the other way round: port 2375 for 2376, DOCKER_TLS_VERIFY set or missing, or another server at that port.',
    message: 'tls: first record does not look like a TLS handshake',
    phrases: [
      exact('(tls: )?first record does not look like a TLS handshake', { without: remote }),
      exact('malformed HTTP (response|status code|version) .{0,4}\\\\?x1[56]'),
      exact('BadStatusLine.{0,20}x1[56]'),
      likely('invalid status line.{0,6}x1[56]|InvalidContentType', { beside: engine }),
      likely('malformed HTTP response'),
      // Ruby's clients take tcp:// for http://, and an engine with TLS hangs up on that.
      likely('end of file reached.{0,4}EOFError', { beside: 'tcp://[^\\s/]+:2376' }),
      exact('server gave HTTP response to HTTPS client', { without: registry }),
      exact('Client sent an HTTP request to an HTTPS server'),
      likely(
        '(wrong version number|unknown protocol|packet length too long|record layer failure|oversized record received)',
        { beside: 'SSL|TLS' },
      ),
      likely('server failed to respond with a valid HTTP response', { beside: engine }),
      likely('WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|HTTP_REQUEST\\]'),
      likely('Received HTTP/0\\.9 when not allowed'),
      likely(
        'Unsupported or unrecognized SSL message|Unrecognized SSL message, plaintext|Parse Error: Expected HTTP/',
        { beside: engine },
      ),
      possible('trying to connect to a TLS.enabled daemon without TLS'),
    ],
    remedies: [remedies.environment, remedy('see what this shell says', { command: 'env | grep ^DOCKER_' })],
    links: ['https://docs.docker.com/engine/security/protect-access/'],
  },
  {
    id: 'ENV_TLS_CHECK',
    title: 'docker-machine could not check the TLS connection',
    cause: 'docker-machine dials the machine before it prints anything. What matters is the inner message.',
    message: 'Error checking TLS connection: Error checking and/or regenerating the certs: …',
    phrases: [
      exact('Error checking TLS connection'),
      exact('Error checking and/or regenerating the certs'),
      likely('There was an error validating certificates for host'),
    ],
    remedies: [
      remedies.environment,
      remedy('see what is wrong with the way to the machine', { command: 'fairlead status' }),
    ],
    links: [...toolboxIssue(346, 358, 275)],
  },
  {
    id: 'TLS_DIAL_TIMEOUT',
    title: 'The TLS connection to the machine does not come about in time',
    cause: 'Packets are dropped rather than refused: by a VPN, or because the machine hangs.',
    message: 'tls: DialWithDialer timed out',
    phrases: [
      exact('tls: DialWithDialer timed out'),
      likely('DialWithDialer.{0,20}time'),
      likely('TLS handshake timeout', {
        beside: ':237\\d|192\\.168\\.(99|59|5[6-9]|6[0-3])\\.',
        without: registry,
      }),
      possible('TLS handshake timeout', { without: `${registry}|docker\\.io|auth\\.` }),
    ],
    advisories: ['route-taken', 'packets-filtered', 'engine-down'],
    remedies: [remedies.fix, remedies.environment, remedies.restartVm],
    links: [...machineIssue(3981, 4492)],
  },
] as const satisfies readonly Symptom[];
