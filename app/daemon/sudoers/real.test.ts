import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseCidr, type Cidr } from '../../route/cidr.ts';
import { quote } from '../../machine/guest-command.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { installScript, installSteps, removeScript } from './root-script.ts';
import { firstLine, place, sudoersText } from './text.ts';

/**
 * The real sudo and visudo, with a user of the test's own, in namespaces of its own: /etc is a copy that is mounted
 * over the real one for this process alone, and the network is an empty one. Nothing of it outlives the test.
 */
const needed = ['/usr/bin/sudo', '/usr/sbin/visudo', '/usr/bin/unshare', '/usr/bin/setpriv', '/sbin/ip'];
const network = parseCidr('192.168.99.0/24') as Cidr;
const grant = { network, interface: 'vboxnet0', guestIp: '192.168.99.100', hostAddress: '192.168.99.1' };
const made = sudoersText({ platform: 'linux', user: 'fairlead-t', tool: '/sbin/ip', grants: [grant] });
const text = made.kind === 'text' ? made.text : '';

function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'the real sudo is tried on Linux only';
  if (process.geteuid?.() !== 0) return 'needs root';
  const missing = needed.find((file) => !existsSync(file));
  if (missing !== undefined) return `${missing} is not installed`;
  return spawnSync('unshare', ['-m', '-n', 'true']).status === 0
    ? undefined
    : 'no namespaces can be made here';
}

/** What sudo and ip read of /etc. */
const kept =
  'passwd shadow group gshadow pam.d pam.conf nsswitch.conf security login.defs environment hosts host.conf ld.so.cache ld.so.conf ld.so.conf.d sudo.conf iproute2 shells';

/** Runs lines of sh in those namespaces; answers what they printed. */
function inside(...lines: readonly string[]): string {
  using folder = temporaryFolder();
  const setUp = [
    'set -e',
    'mount --make-rprivate /',
    `mkdir -p ${folder.at('etc')}/sudoers.d`,
    `for one in ${kept}; do [ ! -e /etc/$one ] || cp -a /etc/$one ${folder.at('etc')}/; done`,
    `mount --bind ${folder.at('etc')} /etc`,
    // A plain set-up, whatever this computer's own is.
    `printf '%s\\n' 'root ALL=(ALL:ALL) ALL' '@includedir /etc/sudoers.d' >/etc/sudoers`,
    'chmod 0440 /etc/sudoers',
    `echo 'fairlead-t:x:64123:64123::/:/bin/sh' >>/etc/passwd`,
    `echo 'fairlead-t:*:19000:0:99999:7:::' >>/etc/shadow`,
    `echo 'fairlead-t:x:64123:' >>/etc/group`,
    'ip link set lo up',
    ...['vboxnet0 192.168.99.1/24', 'vboxnet1 192.168.98.1/24', 'tun0 10.20.0.7/32'].map((one) => {
      const [name = '', address = ''] = one.split(' ');
      return `ip link add ${name} type bridge; ip link set ${name} up; ip address add ${address} dev ${name}`;
    }),
    'set +e',
    `as_user() { setpriv --reuid 64123 --regid 64123 --clear-groups "$@"; }`,
    `tell() { "$@" >/dev/null 2>&1; echo "$?"; }`,
  ];
  const script = folder.at('script');
  writeFileSync(script, [...setUp, ...lines].join('\n'));
  return execFileSync('unshare', ['-m', '-n', '/bin/sh', script], { encoding: 'utf8', timeout: 60_000 });
}

const skip = whyNot() ?? false;
const install = `/bin/sh -c ${quote(installScript(text))}`;
const state = `if [ -e ${place} ]; then stat -c '%a %u %g' ${place}; else echo absent; fi; ls -A /etc/sudoers.d | wc -l`;

test('the permitted commands work without a password, and nothing that differs from them', { skip }, () => {
  const ours = 'route replace 192.168.99.0/24 dev vboxnet0 proto kernel scope link src 192.168.99.1';
  const allowed = [
    ours,
    'route replace 192.168.99.0/24 dev tun0',
    // What a repair removed, and an undo puts back.
    'route replace 192.168.99.128/25 dev tun0',
    'route replace 192.168.99.100/32 dev tun0',
    'route replace blackhole 192.168.99.0/24',
    'route replace unreachable 192.168.99.0/24',
    'route replace 192.168.99.0/24 dev vboxnet0 proto kernel scope link src 192.168.99.1',
  ];
  const refused = [
    // Another network, interface, address; fewer and further arguments; another verb, program, user, environment.
    ours.replaceAll('192.168.99.', '192.168.98.'),
    ours.replace('vboxnet0', 'vboxnet1'),
    ours.replace('src 192.168.99.1', 'src 192.168.98.1'),
    ours.replace('/24', '/16'),
    ours.replace(/ src .*/, ''),
    `${ours} metric 5`,
    'route replace default dev tun0',
    'route replace blackhole default',
    'route replace blackhole 192.168.98.0/24',
    'route replace 192.168.99.101/32 dev tun0',
    'route flush table main',
    'link set vboxnet0 down',
    '-batch /tmp/x',
    'netns exec x sh',
    '',
  ];
  const said = inside(
    `tell ${install}`,
    ...allowed.map((args) => `tell as_user sudo -n /sbin/ip ${args}`),
    `as_user sudo -n /bin/cat ${place} | cmp -s - ${place}; echo "$?"`,
    'echo refused',
    ...refused.map((args) => `tell as_user sudo -n /sbin/ip ${args}`),
    ...[
      '/bin/cat /etc/shadow',
      `/bin/cat ${place} /etc/shadow`,
      'cat /etc/shadow',
      '-u nobody /sbin/ip link',
      '/bin/sh',
    ].map((command) => `tell as_user sudo -n ${command}`),
    `tell as_user sudo -n LD_PRELOAD=/tmp/x.so /sbin/ip ${ours}`,
    `tell as_user sudo -n -E /sbin/ip ${ours}`,
  ).split('refused\n');
  assert.equal(said[0], '0\n'.repeat(allowed.length + 2));
  const codes = said[1]?.trim().split('\n') ?? [];
  assert.equal(codes.length, refused.length + 7);
  assert.deepEqual(
    codes.filter((code) => code !== '1'),
    [],
    said[1],
  );
});

test(
  'it is installed as root with mode 0440, twice the same, and removed; nothing else is left',
  { skip },
  () => {
    const before = readFileSync('/etc/passwd', 'utf8');
    assert.equal(
      inside(
        `tell ${install}`,
        state,
        `tell ${install}`,
        state,
        `tell /bin/sh -c ${quote(removeScript(['x\n', text]))}`,
        state,
      ),
      '0\n440 0 0\n1\n0\n440 0 0\n1\n0\nabsent\n0\n',
    );
    assert.equal(readFileSync('/etc/passwd', 'utf8'), before);
    assert.ok(!existsSync(place) || readFileSync(place, 'utf8') !== text);
  },
);

test('what is not ours stays, what sudo does not read or accept is not installed', { skip }, () => {
  const mine = `echo '# mine' >${place}; chmod 0440 ${place}`;
  const broken = `/bin/sh -c ${quote(installScript(`${firstLine}\nfairlead-t ALL = (root NOPASSWD\n`))}`;
  const remove = `/bin/sh -c ${quote(removeScript([text]))}`;
  const changed = `${install}; chmod 0640 ${place}; echo '# more' >>${place}; chmod 0440 ${place}`;
  const lines: readonly (readonly [string, string])[] = [
    [`${mine}; tell ${install}; head -1 ${place}`, '7\n# mine\n'],
    [`${mine}; tell ${remove}; head -1 ${place}`, '7\n# mine\n'],
    [`ln -s /etc/passwd ${place}; tell ${install}; tell ${remove}; test -L ${place}; echo $?`, '7\n7\n0\n'],
    [`${changed}; tell ${remove}; tail -1 ${place}`, '7\n# more\n'],
    [`tell ${broken}; ${state}`, '3\nabsent\n0\n'],
    [`${install}; tell ${broken}; ${state}`, '3\n440 0 0\n1\n'],
    [`sed -i /includedir/d /etc/sudoers; tell ${install}; ${state}`, '5\nabsent\n0\n'],
    [
      `echo nonsense >/etc/sudoers.d/other; chmod 0440 /etc/sudoers.d/other; tell ${install}; test -e ${place}; echo $?`,
      '6\n1\n',
    ],
    // Fine by itself, and at odds with another file: taken away again.
    [
      `echo 'Cmnd_Alias FAIRLEAD = /bin/true' >/etc/sudoers.d/aaa; chmod 0440 /etc/sudoers.d/aaa; tell ${install}; ${state}; tell visudo -c`,
      '4\nabsent\n1\n0\n',
    ],
  ];
  for (const [line, expected] of lines) assert.equal(inside(line), expected, line.slice(0, 200));
});

test(
  'killed between any two of its steps, sudo works, the file is whole, and the next installation succeeds',
  { skip },
  () => {
    const steps = installSteps(text);
    assert.ok(steps.length > 8);
    const older = text.replace('192.168.99.100', '192.168.99.101');
    const lines = [undefined, older].flatMap((before) =>
      steps.map((_, at) => {
        const cut = [...steps.slice(0, at + 1), 'kill -9 $$'].join('; ');
        return [
          `rm -f ${place} ${place}.*`,
          before === undefined ? ':' : `/bin/sh -c ${quote(installScript(before))}`,
          `/bin/sh -c ${quote(cut)} >/dev/null 2>&1`,
          `visudo -c >/dev/null 2>&1 || echo 'sudo does not work'`,
          `if [ -e ${place} ]; then printf '%s' ${quote(text)} | cmp -s - ${place} || printf '%s' ${quote(before ?? 'x')} | cmp -s - ${place} || echo half; else ${before === undefined ? ':' : 'echo gone'}; fi`,
          `tell ${install}`,
          `printf '%s' ${quote(text)} | cmp -s - ${place}; echo "$?"; ls -A /etc/sudoers.d | wc -l`,
        ].join('\n');
      }),
    );
    assert.equal(inside(...lines), '0\n0\n1\n'.repeat(lines.length));
  },
);
