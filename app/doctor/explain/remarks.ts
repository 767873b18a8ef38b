import type { Remark } from '../../../shared/control/doctor.ts';
import type { Text } from './text.ts';

interface Known extends Remark {
  readonly words: RegExp;
}

/** Messages near to ours that are none of the symptoms: said plainly, instead of a guess. */
const known: readonly Known[] = [
  {
    words: /must be root to alter routing table|route: .{0,60}(operation not permitted|permission denied)/i,
    title: 'Routes may be changed by root only',
    sentence:
      'The command has to run with sudo; Fairlead uses sudo -n with exactly the commands you allowed.',
    next: 'fairlead route repair --dry-run',
  },
  {
    words:
      /client (version [\d.]+ )?is (too (new|old)|newer than server)|client and server don'?t have same version|client API version|Maximum supported API version|Minimum supported API version/i,
    title: 'docker and the engine speak different versions',
    sentence:
      'The engine in the machine is older or newer than the docker command allows; the network is fine.',
    next: 'DOCKER_API_VERSION=<the version the message names> docker version',
  },
  {
    words:
      /permission denied.{0,80}(docker\.sock|Docker (daemon|API) socket)|(docker\.sock|Docker (daemon|API) socket).{0,200}permission denied|(unixconn\.py|fetching server API version).{0,200}(PermissionError|permission denied)/i,
    title: 'This user may not use the socket',
    sentence: 'An engine is there, but the socket belongs to others.',
    next: 'ls -l /var/run/docker.sock',
  },
  {
    words:
      /alert protocol version|UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|protocol version not supported/i,
    title: 'The two sides know no version of TLS in common',
    sentence:
      'Both speak TLS, and one of the two programs is too old for the other; no certificate is wrong.',
    next: 'docker version',
  },
  {
    words:
      /(could not read CA certificate|Could not load X509 key pair|unable to resolve docker endpoint: open|could not read TLS (cert|key)).{0,300}(no such file|cannot find)|\b(ca|cert|key)\.pem:? (no such file or directory|ENOENT)|ENOENT.{0,60}open .{1,200}\b(ca|cert|key)\.pem/i,
    title: 'There are no certificates where DOCKER_CERT_PATH looks for them',
    sentence:
      'docker reads ca.pem, cert.pem and key.pem in that folder, and without the variable in ~/.docker; the engine was not asked.',
    next: 'eval "$(fairlead env)"',
  },
  {
    words:
      /(?:https?|tcp):\/\/([a-z][\w.-]*)(?::\d+)?\/(?:v1\.\d|_ping|version\b|info\b).{0,200}lookup \1(?: on \S+)?: .{0,60}no such host/i,
    title: 'The name in DOCKER_HOST is not known here',
    sentence: 'This computer found no address for the name of the engine, so nothing was dialled.',
    next: 'env | grep ^DOCKER_',
  },
  {
    words: /no space left on device/i,
    title: 'A disk is full',
    sentence: 'Most often it is that of the machine; an engine on a full disk does not start either.',
    next: 'fairlead ssh default df -h /var/lib/docker',
  },
  {
    words:
      /\/v2\/.{0,300}(signed by unknown authority|server gave HTTP response to HTTPS client|any IP SANs|certificate is valid for)/i,
    title: 'It is the certificate of a registry, not that of the engine',
    sentence:
      'The engine does not trust the registry. Its CA belongs into /etc/docker/certs.d of the machine.',
    next: 'fairlead registry trust --help',
  },
  {
    words:
      /(Docker machine|Host) ["'][^"']*["'] does not exist|Host does not exist|Could not find a registered machine named/i,
    title: 'There is no machine of that name',
    sentence: 'The machine is not in the store, or VirtualBox does not know it.',
    next: 'fairlead ls',
  },
  {
    words: /port is already allocated|Bind for [\d.:]+ failed/i,
    title: 'Another container publishes this port',
    sentence: 'It is a port inside the machine, held by another container.',
    next: 'docker ps --format "{{.Names}} {{.Ports}}"',
  },
  {
    words: /VT-x|AMD-v|VERR_VMX_NO_VMX|VERR_SVM/i,
    title: 'The processor does not offer virtualization',
    sentence: 'VirtualBox cannot run the machine here; no network is involved.',
    next: 'sysctl kern.hv_support',
  },
  {
    words: /Need TLS certs for /i,
    title: 'boot2docker says that it makes a certificate',
    sentence: 'The line is harmless by itself: what counts is the certificate the engine serves.',
    next: 'fairlead certs show',
  },
  {
    words: /RemoveRedirect/i,
    title: 'VirtualBox has no NAT rule of this name',
    sentence: 'A rule that is not there was to be removed.',
    next: 'fairlead forward list',
  },
  {
    words: /No active host found/i,
    title: 'docker-machine calls a machine active only at its own address',
    sentence: 'With DOCKER_HOST at localhost it finds none; docker works all the same.',
    next: 'fairlead status',
  },
];

export function remarksOn(text: Text): readonly Remark[] {
  return known
    .filter(({ words }) => words.test(text.spaced) || words.test(text.joined))
    .map(({ title, sentence, next }) => ({ title, sentence, next }));
}
