import {
  boot2dockerIssue,
  exact,
  likely,
  machineIssue,
  possible,
  remedies,
  remedy,
  vagrantIssue,
  type Symptom,
} from './symptom.ts';

/** NAT rules, ports and locks. */
export const virtualboxSymptoms = [
  {
    id: 'NATPF_NAME',
    title: 'A NAT rule of this name is there already',
    cause: 'The rule is left from before.',
    message: 'VBoxManage: error: A NAT rule of this name already exists',
    phrases: [exact('NAT rule of (this|that|the same) name already exists')],
    remedies: [
      remedy('see whether it already leads where it should; then there is nothing to do', {
        command: 'fairlead forward list',
      }),
      remedy('else remove it first', {
        command: 'VBoxManage controlvm {machine} natpf1 delete dockerdaemon',
      }),
    ],
    links: [...vagrantIssue(9842, 11826)],
  },
  {
    id: 'NATPF_PORT',
    title: 'Another NAT rule of the machine uses this port',
    cause: 'The same machine has a rule of another name for the same port on this computer.',
    message: 'VBoxManage: error: A NAT rule for this host port and this host IP already exists',
    phrases: [exact('NAT rule for this host port.{0,30}already exists')],
    remedies: [
      remedy('use that rule', { command: 'fairlead forward list' }),
      remedy('or another port', { command: 'fairlead settings list' }),
    ],
    links: [
      'https://github.com/krjdev/VirtualBox/blob/c3b4df22c28b0442ad85bc951b9a6781fe3b3326/src/VBox/Main/src-server/NATEngineImpl.cpp#L311',
    ],
  },
  {
    id: 'NATPF_OPEN',
    title: 'A NAT rule into the machine is open to the networks of this computer',
    cause:
      'The rule has no host address, so VirtualBox listens on every one of this computer, and whoever shares a network with it reaches the engine or the SSH server of the machine.',
    message:
      'NIC 1 Rule(0):   name = docker, protocol = tcp, host ip = , host port = 2376, guest ip = , guest port = 2376',
    phrases: [
      exact(
        'host ip = (0\\.0\\.0\\.0)?, host port = \\d+, guest ip = [\\d.]*, guest port = (22|2375|2376)\\b',
      ),
    ],
    remedies: [
      remedy('remove it (docker-machine makes its own rule for SSH anew at the next start)', {
        command: 'VBoxManage controlvm {machine} natpf1 delete {rule}',
      }),
      remedy('and have one that only this computer reaches', { command: 'fairlead forward add {machine}' }),
    ],
    links: ['https://www.virtualbox.org/manual/ch06.html#natforward'],
  },
  {
    id: 'PORT_BUSY',
    title: 'Another program holds the local port',
    cause:
      'Port {port} of this computer is held by another program (another machine, an SSH tunnel, Docker Desktop), so the forward does not listen, and VirtualBox does not say so.',
    message: 'NAT: Failed to redirect TCP 127.0.0.1:2376 -> 10.0.2.15:2376 (Address already in use)',
    phrases: [
      exact('NAT: Failed to redirect (TCP|UDP)'),
      exact('VERR_NAT_REDIR_SETUP|failed to set up redirection of'),
      exact('Vagrant cannot forward the specified ports'),
      likely('(forwarded port|host port).{0,60}already (in use|bound|taken)'),
      likely('collide with (some other application|another VirtualBox|existing forwarded ports)'),
      exact(
        ':?(237\\d|5555|4243)\\b.{0,60}(address already in use|EADDRINUSE|only one usage of each socket address|port is already)',
      ),
      exact('(address already in use|EADDRINUSE).{0,60}:(237\\d|5555|4243)\\b'),
      likely('(cannot listen to port|bind \\[[^\\]]*\\]):? ?(237\\d|5555|4243)'),
      likely('unable to allocate tcp port'),
      possible('address already in use', { beside: 'VBox|docker-machine|NAT rule|ssh -L|2376' }),
    ],
    advisories: ['port-busy', 'forward-dead'],
    remedies: [
      remedy('see who holds it', { command: 'lsof -nP -iTCP:{port} -sTCP:LISTEN' }),
      remedies.fix,
      remedy('or stop that program'),
    ],
    links: [...boot2dockerIssue(159), ...vagrantIssue(3773), ...machineIssue(3129)],
  },
  {
    id: 'VM_LOCKED',
    title: 'VirtualBox has the machine locked',
    cause: 'Its settings are changed while it runs, or the settings window of VirtualBox is open.',
    message: "VBoxManage: error: The machine 'dev' is already locked for a session (or being unlocked)",
    phrases: [
      exact('is already locked (for|by) a session'),
      exact('already has a lock request pending'),
      likely('VBOX_E_INVALID_OBJECT_STATE|0x80bb0007'),
      likely('Failed to (assign|open|get|lock) .{0,30}(machine|session).{0,60}lock'),
      likely('LockMachine\\(a->session|while it is locked'),
      likely('machine.{0,60}is (being )?locked|lock(ed)? by another (session|process)', {
        beside: 'VBox|VirtualBox|session',
      }),
    ],
    remedies: [
      remedy('close the windows of VirtualBox and try again'),
      remedy('the rule for Docker can be added while the machine runs', {
        command: 'fairlead forward add {machine}',
      }),
    ],
    links: [...machineIssue(1679)],
  },
  {
    id: 'NOT_READY',
    title: 'VirtualBox is busy',
    cause: "VirtualBox's service was not ready to answer. It is again a moment later.",
    message: 'VBoxManage: error: The object is not ready',
    phrases: [
      exact('The object is not ready'),
      likely('Failed to (create|initialize) the VirtualBox (object|COM)|Failed to initialize COM'),
      likely('CO_E_SERVER_EXEC_FAILURE|0x80080005|NS_ERROR_FACTORY_NOT_REGISTERED|0x80040154'),
      likely('VirtualBox COM server is not running'),
      possible('E_ACCESSDENIED|0x80070005', {
        without: 'EnableStaticIPConfig|HostNetworkInterface|object is not ready|hostonly',
      }),
    ],
    remedies: [remedy('try the same again')],
    links: [...machineIssue(2154)],
  },
] as const satisfies readonly Symptom[];
