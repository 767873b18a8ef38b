import { exact, issue, likely, machineIssue, remedies, remedy, stuckWords, type Symptom } from './symptom.ts';

const unset = remedy('take the variables out of this shell', { command: 'eval "$(fairlead env --unset)"' });

/** What the client was told to talk to. */
export const clientSymptoms = [
  {
    id: 'NO_SOCKET',
    title: 'docker looks for an engine on this computer, and there is none',
    cause:
      'DOCKER_HOST is not set in this shell and no context is chosen, so docker tries {path}, where nobody answers.',
    message:
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    phrases: [
      likely('Cannot connect to the Docker daemon\\. (Is|Have)', { without: 'tcp://' }),
      likely('Cannot connect to the Docker daemon\\. Is .?docker (-d|daemon).? running on this host'),
      likely(
        'Couldn.t connect to Docker daemon( at http\\+(docker|unix)://|\\.? - is it running|\\. You might need to install)',
      ),
      likely(
        'Error while fetching server API version: .{0,60}(FileNotFoundError|No such file or directory|Connection aborted|URLSchemeUnknown|Not supported URL scheme)',
        { without: 'PermissionError|Permission denied' },
      ),
      // Only a socket that is a file can be missing.
      likely('Connection aborted.{0,40}(error|FileNotFoundError)\\(2, .?No such file', {
        without: 'PermissionError',
      }),
      likely('Could not find a valid Docker environment', { without: '192\\.168\\.|:237\\d' }),
      likely('(FileNotFoundError|No such file or directory).{0,400}docker\\.errors\\.', {
        without: 'PermissionError|Permission denied',
      }),
      exact('open //\\./pipe/docker'),
      likely('\\bno <?(DOCKER_HOST|dockerHost)>? (given|set|configured|defined|environment variable)'),
    ],
    remedies: [
      remedies.environment,
      remedy('or choose a context for all shells', { command: 'fairlead context use {machine}' }),
    ],
    links: [
      ...issue('docker/for-mac', 476, 330),
      'https://github.com/abiosoft/colima/blob/490420d9b98d2e6a558426bfefaea1bb37b67115/docs/FAQ.md',
    ],
  },
  {
    id: 'ENV_HANGS',
    title: 'docker-machine env hangs, and new terminals with it',
    cause: "docker-machine env dials the machine's address before it prints anything.",
    message: 'docker-machine env never returns',
    phrases: [
      likely(
        'docker-machine env.{0,60}(hangs?|never returns?|stuck|freezes?|takes forever|does not return|blocks)',
      ),
      likely(`docker-machine env\\b.{0,60}(${stuckWords})`),
      likely('(hangs?|stuck|freezes?).{0,60}docker-machine env'),
      likely('new (terminal|shell)s?.{0,40}(hangs?|stuck|freezes?|slow)'),
    ],
    remedies: [
      remedy('use a line that never dials, in ~/.zshrc or ~/.bash_profile too', {
        command: 'eval "$(fairlead env {machine})"',
      }),
    ],
    links: [...machineIssue(1500, 1934)],
  },
  {
    id: 'ENV_STALE_IP',
    title: 'DOCKER_HOST names an address no machine has',
    cause: 'The variables of this shell are from before the machine got another address.',
    message: 'DOCKER_HOST points to an address no machine has',
    phrases: [
      likely(
        'DOCKER_HOST.{0,80}(no (vm|machine)|(old|stale|wrong|outdated|previous) (ip|address|host)|(does not|doesn.t) (exist|match))',
      ),
      likely('(old|stale|wrong|outdated|previous) (ip|address).{0,40}DOCKER_HOST'),
    ],
    remedies: [remedies.environment, unset],
    links: [
      ...machineIssue(1298),
      'https://github.com/docker/toolbox/blob/b70faff606f7a9b6f0b2d6af3bc3429620a796f3/docs/faqs/troubleshoot.md',
    ],
  },
  {
    id: 'ENV_BEATS_CONTEXT',
    title: 'A variable of this shell beats the chosen context',
    cause: 'The environment comes before the context, so docker context use has no effect in this shell.',
    message: 'Warning: DOCKER_HOST environment variable overrides the active context.',
    phrases: [
      exact('DOCKER_HOST environment variable (overrides|is set and overrides)'),
      exact('DOCKER_CONTEXT environment variable (overrides|is set)'),
      likely('overrides the active context'),
      likely('conflicting options: .{0,40}(--host|--context|DOCKER_HOST)'),
    ],
    remedies: [unset],
    links: [...issue('docker/cli', 1809, 1932)],
  },
  {
    id: 'SOCKET_PATH_LONG',
    title: 'The path of a Unix socket is too long',
    cause: 'macOS allows 103 bytes for the path of a Unix socket, and {path} is longer.',
    message: 'dial unix /Users/…/docker.sock: bind: invalid argument',
    phrases: [
      exact('\\.(sock|socket|s)\\b.{0,20}: (bind|connect|listen): invalid argument'),
      exact('(listen|dial) unix [^:]{60,}: .{0,20}invalid argument'),
      likely('\\b(bind|connect|listen)(\\(2?\\))?: invalid argument', {
        without: '\\b(tcp|udp)[46]?\\b|\\.\\d{1,3}:\\d{2,5}\\b',
      }),
      exact(
        '(too long for (a )?Unix domain socket|AF_UNIX path too long|path too long.{0,40}socket|socket.{0,200}(path|name).{0,30}too long)',
      ),
      likely('unix (domain )?socket path.{0,60}(too long|exceeds|longer than|limit|must be less)'),
      exact('(listen|connect|bind) EINVAL:? ?(invalid argument)? ?/'),
      likely('listen EINVAL: invalid argument'),
      exact('ControlPath too long|ControlPath .{0,300}too long'),
      likely('UNIX_PATH_MAX|sun_path'),
      likely('socket.{0,160}File ?name too long'),
    ],
    remedies: [
      remedy('use a shorter folder, such as ~/.fairlead', { command: 'fairlead daemon --home ~/.fairlead' }),
    ],
    links: [
      'https://github.com/docker/for-mac/blob/903b33e48b9ffdd71800a77d7b3f613388febee4/.nurse/problems/ud-socket-path-length.json',
      ...issue('docker/for-mac', 747),
    ],
  },
] as const satisfies readonly Symptom[];
