import {
  boot2dockerIssue,
  exact,
  kitematicIssue,
  likely,
  machineIssue,
  mobyIssue,
  possible,
  remedies,
  remedy,
  stuckWords,
  toolboxIssue,
  type Symptom,
} from './symptom.ts';

const loopback =
  '127\\.0\\.0\\.1|localhost|docker@|vagrant@|192\\.168\\.|docker-machine|boot2docker|minikube';
const foreign = 'github\\.com|gitlab|bitbucket|git@|Could not read from remote repository';

const engineNames =
  'docker|commands?|machine|\\bvms?\\b|colima|lima|podman|minikube|vagrant|virtualbox|container|192\\.168';

/** The machine, its engine and the way in over SSH. */
export const machineSymptoms = [
  {
    id: 'HOST_NOT_RUNNING',
    title: 'The machine is not running',
    cause: 'The machine {machine} is stopped, saved or aborted, for example by a restart of the Mac.',
    message: 'Error getting IP address: Host is not running',
    phrases: [
      exact('\\bhost is not running'),
      exact('Machine .{0,80}is not currently running'),
      likely(
        '(machine|vm|virtual machine|host) .{0,60}(is not running|not running\\b|is already stopped|must be (running|started)|is (currently )?(stopped|powered off|aborted|saved))',
      ),
      likely('is not running\\. Please start it (in order to use|with)'),
      likely(
        '\\b(virtualbox|vmwarefusion|parallels|xhyve|hyperkit|qemu2?) +(Stopped|Saved|Paused|Aborted|Error)\\b',
      ),
      likely('(VM|machine) must be (running|created|started)'),
      likely('you might need to run .?(docker-machine start|boot2docker up)'),
      likely('current state is (Stopped|Saved|Aborted|Paused|poweroff)'),
      likely('Docker VM .{0,30}(is not|not) running'),
      likely('Invalid machine state: (PoweredOff|Saved|Aborted|Paused)'),
    ],
    remedies: [remedies.start, remedies.fix],
    links: [...machineIssue(1149), ...toolboxIssue(453)],
  },
  {
    id: 'DAEMON_NOT_LISTENING',
    title: 'The machine runs, but its engine does not listen',
    cause:
      'dockerd is still starting, or it died: a bad option or certificate path in its profile, a full disk, too little memory.',
    message: 'Unable to verify the Docker daemon is listening: Maximum number of retries (10) exceeded',
    phrases: [
      exact('Unable to verify the Docker daemon is listening'),
      likely('Error (running|creating).{0,60}provisioning.{0,120}daemon is listening'),
      likely('(init\\.d/docker (re)?start|systemctl( -f)? (re)?start docker).{0,40}exit status 1\\b'),
      likely(
        'Job for docker\\.(service|socket) failed|docker\\.service: (Main process exited|Failed with|Start request)',
      ),
      likely('Failed to start Docker Application Container Engine'),
      possible('Maximum number of retries \\((5|10)\\) exceeded', { without: 'daemon is listening' }),
      likely('(failed|unable|error) (to )?start(ing)? (the )?(docker )?(daemon|dockerd|engine)', {
        without: 'pid file',
      }),
    ],
    advisories: ['engine-down'],
    remedies: [
      remedy('start the engine', {
        command: 'fairlead ssh {machine} "sudo /etc/init.d/docker start || sudo systemctl start docker"',
      }),
      remedy("read the end of the engine's log", {
        command:
          'fairlead ssh {machine} "tail -n 30 /var/lib/boot2docker/log/docker.log || sudo journalctl -u docker -n 30; df -h /var/lib/docker"',
      }),
      remedies.restartVm,
    ],
    links: [...machineIssue(4599, 4567, 4183, 3587, 2568)],
  },
  {
    id: 'RESTART_RACE',
    title: 'The engine was started before the old one had ended',
    cause:
      "boot2docker before 18.09 waits one second between stop and start: the new engine finds the old one's pid file and port, and ends.",
    message: 'pid file found, ensure docker is not running or delete /var/run/docker.pid',
    phrases: [
      exact('ensure docker is not running or delete'),
      exact('docker\\.pid.{0,60}(exists|found|stale|delete)'),
      likely('process with PID \\d+ is still running', { beside: 'docker' }),
      likely(
        '(connection refused|refused|daemon (is )?down|not running).{0,60}(right |just |immediately )?after .{0,30}restart',
      ),
      likely(
        '(connection refused|ECONNREFUSED).{0,30}\\b(right|just|immediately|straight|directly) after(wards)?\\b',
        {
          beside: 'docker (re)?start|restart(ed|ing)? .{0,20}docker',
        },
      ),
      likely(
        '(right |just |immediately )?after .{0,30}restart.{0,60}(connection refused|refused|daemon (is )?down)',
      ),
    ],
    advisories: ['engine-down'],
    remedies: [
      remedy('start it again, now that the old one has ended', {
        command: 'fairlead ssh {machine} "sudo /etc/init.d/docker start || sudo systemctl start docker"',
      }),
    ],
    links: [...machineIssue(479)],
  },
  {
    id: 'STATE_TIMEOUT',
    title: 'VirtualBox or the machine does not answer docker-machine',
    cause:
      "A question to the machine took more than ten seconds: VirtualBox's service hangs, or SSH died while the Mac slept.",
    message: 'default   -   virtualbox   Timeout',
    phrases: [
      exact('\\b(virtualbox|vmwarefusion|parallels|xhyve|hyperkit|generic|hyperv|qemu2?) +Timeout\\b'),
      likely('docker-machine (ls|status).{0,200}\\bTimeout\\b'),
      exact('\\bDRIVER +STATE\\b.{0,300} Timeout\\b'),
      likely('(state|status)[: ]+.?Timeout\\b', { beside: 'docker-machine|machine' }),
      likely('VBoxSVC.{0,60}(hang|hung|not respond|unresponsive|stuck)'),
      likely('Error (getting|checking) (the )?state.{0,80}time(d )?.?out'),
      possible('Maximum number of retries \\(60\\) exceeded', {
        without: 'SSH to be available|daemon is listening|waiting for an ip|dial tcp',
      }),
    ],
    remedies: [
      remedy('ask VirtualBox directly', { command: 'VBoxManage showvminfo {machine} --machinereadable' }),
      remedies.restartVm,
      remedy('when no VM runs: end the hanging service', {
        command: 'VBoxManage list runningvms && killall VBoxSVC',
        disruptive: true,
      }),
    ],
    links: [...machineIssue(3211, 4210, 1788)],
  },
  {
    id: 'AFTER_SLEEP',
    title: 'The machine did not wake up well',
    cause:
      "After sleep the machine's second network card is gone, its clock is behind, or old connections are dead.",
    message: 'docker commands hang after the Mac woke up',
    phrases: [
      likely(
        '(hang|hung|stuck|freez|froze|unresponsive|not respond|time(s|d)? ?out|dead|lost|broken).{0,80}(after|since|upon|on) .{0,30}(the (Mac|computer|laptop) )?(wake|waking|woke|sleep|resume|suspend|hibernat|lid|standby)',
        { beside: engineNames },
      ),
      likely(
        `\\b(after|since|upon|on|when) .{0,40}\\b(lid|wak(e|es|ing)|woke|sle(ep|pt)|resume\\w*|suspend\\w*|hibernat\\w*|standby)\\b.{0,100}(${stuckWords}|not respond|time(s|d)? ?out|dead|lost|broken)`,
        { beside: engineNames },
      ),
      likely('hrtimer: interrupt took|clocksource.{0,40}unstable|Time has been changed|time jumped'),
    ],
    remedies: [
      remedies.fix,
      remedy("set the machine's clock", {
        command: 'fairlead ssh {machine} "sudo date -u -s @$(date +%s)"',
      }),
      remedy('restart the engine', {
        command: 'fairlead ssh {machine} "sudo /etc/init.d/docker restart || sudo systemctl restart docker"',
        disruptive: true,
      }),
      remedies.restartVm,
    ],
    links: [...machineIssue(1934), ...mobyIssue(16265), ...boot2dockerIssue(720, 1033)],
  },
  {
    id: 'SSH_KEY_OPEN',
    title: 'The SSH key can be read by others',
    cause: 'SSH refuses the key {path}, because its permissions let others read it.',
    message: "Permissions 0644 for '…/id_rsa' are too open.",
    phrases: [
      exact('permissions (\\d{3,4} )?for .{1,300} are too open'),
      exact('UNPROTECTED PRIVATE KEY FILE'),
      exact('private key (files? )?.{0,60}(NOT|not) (be )?accessible by others'),
      likely('Load key .{1,300}: bad permissions'),
      likely('(ignore|bad permissions).{0,40}key: .{0,200}id_rsa'),
    ],
    remedies: [remedy('take the permissions back', { command: 'chmod 600 {path}' })],
    links: [
      'https://github.com/docker/machine/blob/b170508bf44c3405e079e26d5fdffe35a64c6972/libmachine/ssh/client.go#L366',
    ],
  },
  {
    id: 'SSH_255',
    title: 'SSH into the machine does not work',
    cause:
      'The NAT rule for SSH is lost, its port is taken by another program, the machine is still booting, or its key was replaced.',
    message:
      'Too many retries waiting for SSH to be available. Last error: Maximum number of retries (60) exceeded',
    phrases: [
      exact('Too many retries waiting for SSH'),
      exact('Timeout, server .{3,60} not responding'),
      likely('ssh connection failed|Socket error: (Connection reset|disconnected)', {
        without: `${foreign}|No route to host|timed out`,
      }),
      // docker-machine waits sixty times three seconds for SSH, and for hardly anything else.
      likely('Maximum number of retries \\(60\\) exceeded', {
        without: 'daemon is listening|waiting for an ip|dhcp|dial tcp',
      }),
      likely('exit (status|code):? 255'),
      likely('Something went wrong running an SSH command', { without: 'exit status (1|2|126|127)\\b' }),
      likely('Timed out while waiting for the machine to boot'),
      likely('Time(d )?out (while )?waiting for SSH'),
      // lima, and with it colima, in front of a machine whose SSH does not answer.
      likely('did not receive an event with the .?running.? status'),
      likely('essential requirement 1 of \\d+: .?ssh', {
        without: 'requirement 1 of \\d+ is satisfied|READY',
      }),
      likely('(unable to authenticate, attempted methods|no supported methods remain)', { without: foreign }),
      likely('Permission denied \\(([\\w-]+,)*publickey', { beside: loopback, without: foreign }),
      possible('Permission denied \\(([\\w-]+,)*publickey', {
        without: `${foreign}|[\\w.-]+@[\\w-]+\\.[a-z]{2,}`,
      }),
      likely('REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|knownhosts: key mismatch', {
        without: foreign,
      }),
      likely('(kex_exchange_identification|ssh_exchange_identification|banner exchange)', {
        without: foreign,
      }),
      likely('no matching (host key type|key exchange method|cipher|MAC) found', { without: foreign }),
      likely('Too many authentication failures', { without: foreign }),
      likely('ssh: handshake failed', { without: foreign }),
      likely(
        'Connection (closed|reset) by (remote host|127\\.0\\.0\\.1|192\\.168\\.[\\d.]+|::1|UNKNOWN)( port \\d+)?',
        { without: foreign, beside: 'ssh|port \\d|docker-machine|vagrant' },
      ),
      likely(
        '(Warning: )?(Connection (reset|refused)|Authentication failure|Remote connection disconnect)\\. Retrying',
        { without: foreign },
      ),
      likely('(ssh|SSH).{0,30}(did not|does not|not) (become )?(ready|available|respond)'),
    ],
    advisories: ['guest-key-changed'],
    remedies: [
      remedy('restart the machine, which writes the rule anew', {
        command: 'fairlead restart {machine}',
        disruptive: true,
      }),
      remedy('see who holds the port', { command: 'lsof -nP -iTCP:{port} -sTCP:LISTEN' }),
      remedy('when the machine was made anew: trust its new key', {
        command: 'fairlead forget-key {machine}',
      }),
    ],
    links: [...machineIssue(4410), ...kitematicIssue(615)],
  },
] as const satisfies readonly Symptom[];
