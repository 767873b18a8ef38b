/** Where names come from that others can choose, each with each form of a trick: none becomes a part of a command. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGuestLayout } from './certificate/guest-layout.ts';
import { placeWhole } from './certificate/guest-write.ts';
import { readAuthority } from './everyday/guest-authority.ts';
import { parseConfig } from './machine/config.ts';
import { parseWholeNetstat } from './platform/macos/netstat.ts';
import { MacRouting } from './platform/macos/routing.ts';
import { systemClock } from './platform/process/clock.ts';
import { refuseAdapter, refuseName, refuseRuleName } from './platform/virtualbox/arguments.ts';
import { parseHostOnlyAdapters } from './platform/virtualbox/host-only.ts';
import { parseShowVmInfo } from './platform/virtualbox/show-vm-info.ts';
import type { GuestSession } from './ports.ts';
import { parseCidr, type Cidr } from './route/cidr.ts';
import { silentLog } from './testing/silent-log.ts';

const forms: Readonly<Record<string, string>> = {
  blanks: 'x y',
  'a single quote': "x'; touch /tmp/x; '",
  'a double quote': 'x"; touch /tmp/x; "',
  'a newline': 'x\ntouch /tmp/x',
  'a substitution': '$(touch /tmp/x)',
  backquotes: '`touch /tmp/x`',
  'a leading dash': '-oProxyCommand=x',
  'two leading dashes': '--help',
  'a semicolon': 'x;touch',
  'a path upwards': '../../x',
};
const network = parseCidr('192.168.99.0/24') as Cidr;

for (const [name, evil] of Object.entries(forms)) {
  test(`config.json, ${name}: no name, user, host or driver of a machine`, () => {
    for (const key of ['MachineName', 'SSHUser', 'IPAddress']) {
      const config = { ConfigVersion: 3, DriverName: 'virtualbox', Driver: { [key]: evil } };
      const parsed = parseConfig(config, { store: '/s', directory: '/s/machines/default', name: 'default' });
      if (parsed.kind !== 'machine') continue;
      const { machine } = parsed;
      for (const one of [machine.name, machine.ssh.user, machine.ssh.host, machine.guestIp ?? ''])
        assert.ok(!one.includes(evil), `${key}: ${JSON.stringify(one)}`);
    }
    assert.notEqual(refuseName(evil), undefined);
  });

  test(`VBoxManage's output, ${name}: no adapter or rule that is changed`, () => {
    const listed = `Name: ${evil}\nIPAddress: 192.168.99.1\nNetworkMask: 255.255.255.0\nStatus: Up\n\n`;
    for (const adapter of parseHostOnlyAdapters(listed))
      // A newline ends the field, and what stands before it is a name like any other.
      if (adapter.name !== 'x') assert.notEqual(refuseAdapter(adapter), undefined, adapter.name);
    const info = `VMState="running"\nForwarding(0)="${evil},tcp,127.0.0.1,2376,,2376"\n`;
    const parsed = parseShowVmInfo(info);
    const rules = parsed.kind === 'read' ? parsed.value.natRules : [];
    for (const rule of rules.filter((one) => one.name !== 'x'))
      assert.notEqual(refuseRuleName(rule.name), undefined, rule.name);
  });

  test(`netstat's output, ${name}: no interface that route is run with`, async () => {
    const ran: string[][] = [];
    const table = [
      'Routing tables',
      '',
      'Internet:',
      'Destination        Gateway            Flags        Netif Expire',
      'default            192.168.1.1        UGScg          en0',
      `192.168.99.0/24    link#9             UCS            ${evil}`,
      '',
    ].join('\n');
    const routing = new MacRouting({
      run: (file, args) => {
        if (!file.endsWith('netstat')) ran.push([file, ...args]);
        return Promise.resolve({ kind: 'ran', exitCode: 0, stdout: table, stderr: '' });
      },
      tools: { netstat: '/netstat', route: '/route', ifconfig: '/ifconfig', sudo: '/sudo' },
      isRoot: false,
      clock: systemClock,
      log: silentLog,
    });
    const reading = parseWholeNetstat(table);
    const rows = reading.kind === 'read' ? reading.value.rows : [];
    const inTheWay = rows
      .filter(({ destination }) => destination.length === 24)
      .map((row) => ({ destination: row.destination, interface: row.interface }));
    await routing.repair({ network, interface: 'vboxnet0', inTheWay });
    await routing.repair({ network, interface: evil, inTheWay: [] });
    await routing.restore({ network, owner: 'vboxnet0', row: { destination: network, interface: evil } });
    await routing.restore({ network, owner: evil, row: { destination: network, interface: 'utun4' } });
    for (const words of ran) assert.ok(!words.some((word) => word.includes(evil)), words.join(' '));
  });

  test(`a guest's answers, ${name}: no path in a command for it`, async () => {
    const asked: string[] = [];
    const session = {
      run: (command: string) => {
        asked.push(command);
        const stdout = command.includes('os-release')
          ? 'ID=boot2docker\n'
          : `SERVERCERT=/var/lib/boot2docker/${evil}\nCACERT=/var/lib/boot2docker/${evil}\n`;
        return Promise.resolve({ exitCode: 0, stdout, stderr: '' });
      },
    } as unknown as GuestSession;
    const layout = await readGuestLayout(session);
    await readAuthority(session).catch(() => undefined);
    const certificate = layout.kind === 'read' ? layout.value.certificate : '';
    for (const text of [certificate, ...asked]) assert.ok(!text.includes(evil), text);
  });
}

test('what is written into a guest is in place whole or not at all', () => {
  assert.match(placeWhole('four', '/a/x.new', '/a/x'), /wc -c <'?\/a\/x\.new'?\)" -eq 4 \]/);
});
