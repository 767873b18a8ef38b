import {
  boot2dockerIssue,
  exact,
  issue,
  likely,
  machineIssue,
  mobyIssue,
  remedies,
  remedy,
  toolboxIssue,
  type Symptom,
} from './symptom.ts';

/** What the engine's certificate says. Which names it lacks is read by explain/certificate-names.ts. */
export const certificateSymptoms = [
  {
    id: 'CERT_NO_LOCALHOST',
    title: 'The certificate of the engine is not valid for localhost',
    cause:
      'The certificate names {names} only. docker-machine adds localhost since 0.5.1; this one is older or from elsewhere.',
    message: 'x509: certificate is valid for 192.168.99.100, not localhost',
    phrases: [
      likely('certificate relies on legacy Common Name field'),
      likely('certificate is not valid for any names'),
    ],
    advisories: ['certificate-lacks-localhost'],
    remedies: [remedies.renew],
    links: [...issue('onejli/docker-vpn-helper', 11), ...machineIssue(2065), ...boot2dockerIssue(628)],
  },
  {
    id: 'CERT_NO_127',
    title: 'The certificate of the engine does not name 127.0.0.1',
    cause:
      'DOCKER_HOST names {wanted}, and the certificate names {names}. docker-machine puts the name localhost into it, never 127.0.0.1.',
    message: "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    phrases: [exact('(does ?n.?t|does not) contain any IP SANs')],
    advisories: ['certificate-lacks-localhost'],
    remedies: [
      remedy('use the name localhost in place of 127.0.0.1', {
        command: 'eval "$(fairlead env {machine})"',
      }),
      remedies.renew,
    ],
    links: [
      'https://github.com/docker/machine/blob/b170508bf44c3405e079e26d5fdffe35a64c6972/libmachine/provision/utils.go#L91',
    ],
  },
  {
    id: 'CERT_OLD_IP',
    title: 'The certificate of the engine names another address',
    cause:
      'The machine has another address ({wanted}) than when its certificate was made ({names}): DHCP gave it a new one.',
    message: 'x509: certificate is valid for 192.168.99.101, not 192.168.99.100',
    phrases: [],
    advisories: ['certificate-names-old-address'],
    remedies: [remedies.renew, remedies.environment],
    links: [
      ...machineIssue(531, 540, 3136, 1709),
      ...toolboxIssue(453),
      'https://github.com/docker/toolbox/blob/b70faff606f7a9b6f0b2d6af3bc3429620a796f3/docs/faqs/troubleshoot.md',
    ],
  },
  {
    id: 'CERT_B2D_SELF',
    title: 'boot2docker made the certificate before the machine had its address',
    cause:
      'The certificate names only the addresses of the NAT side ({names}): boot2docker made it itself, before the host-only interface was up.',
    message: 'x509: certificate is valid for 127.0.0.1, 10.0.2.15, not 192.168.59.103',
    phrases: [],
    advisories: ['certificate-names-old-address', 'certificate-foreign'],
    remedies: [
      remedies.renew,
      remedy('or restart the engine, which makes it anew', {
        command: 'fairlead ssh {machine} "sudo /etc/init.d/docker restart || sudo systemctl restart docker"',
        disruptive: true,
      }),
    ],
    links: [...boot2dockerIssue(824, 939, 968)],
  },
  {
    id: 'CERT_EXPIRED',
    title: 'A certificate has expired',
    cause:
      'Certificates of docker-machine last 1080 days (365 from docker-vpn-helper), and one of CA, client and engine has ended.',
    message: 'x509: certificate has expired or is not yet valid',
    phrases: [
      exact('certificate has expired or is not yet valid:? ?.{0,60}is after '),
      likely('certificate has expired or is not yet valid', { without: 'is before ' }),
      likely(
        '(certificate (has )?expired|certificate is expired|expired certificate|CERT_HAS_EXPIRED|peer certificate: Expired|chain: NotTimeValid)',
        {
          without: 'or is not yet valid',
        },
      ),
    ],
    advisories: ['certificate-expired', 'certificate-expiring'],
    remedies: [
      remedies.renew,
      remedy('when the CA or the client certificate has ended: renew them, with every machine', {
        command: 'fairlead certs renew --ca {machine} --restart-engine',
        disruptive: true,
      }),
    ],
    links: [...machineIssue(4400)],
  },
  {
    id: 'CERT_NOT_YET_VALID',
    title: 'A certificate is not valid yet: a clock is wrong',
    cause:
      "The clock that judged it is behind the certificate's beginning: the machine's clock stopped during sleep, or the Mac's was changed.",
    message: 'x509: certificate has expired or is not yet valid: current time … is before …',
    phrases: [
      exact('certificate has expired or is not yet valid:? ?.{0,60}is before '),
      likely('certificate is not yet valid|CERT_NOT_YET_VALID|certificate not yet valid'),
      { words: 'certificate has expired or is not yet valid', certainty: 'possible', without: 'is after ' },
      likely('clock skew (detected|too)'),
    ],
    advisories: ['certificate-not-yet-valid'],
    remedies: [
      remedy("set the machine's clock", {
        command: 'fairlead ssh {machine} "sudo date -u -s @$(date +%s)"',
      }),
      remedies.renew,
    ],
    links: [...boot2dockerIssue(290), ...mobyIssue(11534), ...machineIssue(1954)],
  },
] as const satisfies readonly Symptom[];
