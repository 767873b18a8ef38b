import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { formatCidr } from '../../route/cidr.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { clock, ran, TalkativeMac, tools } from '../../testing/talkative-mac.ts';
import { run } from '../process/run.ts';
import { MacRouting } from './routing.ts';

describe('reading', () => {
  test('the table and an answer', async () => {
    const mac = new TalkativeMac([
      ['0.0.0.0/0', 'en0', '10.1.2.1', 'UGSc'],
      ['192.168.99.0/24', 'utun4'],
    ]);
    const table = await mac.routing.readTable();
    assert.ok(table.kind === 'read');
    assert.deepEqual(
      table.value.rows.map(({ destination }) => formatCidr(destination)),
      ['0.0.0.0/0', '192.168.99.0/24'],
    );
    const answer = await mac.routing.readAnswer('192.168.99.100');
    assert.ok(answer.kind === 'read' && answer.value.kind === 'route');
    assert.equal(answer.value.interface, 'utun4');
    assert.deepEqual(mac.commands, ['/t/netstat -nr -f inet', '/t/route -n get 192.168.99.100']);
  });

  test('only an address reaches route', async () => {
    const mac = new TalkativeMac([]);
    for (const address of ['', '-ifscope', 'default', '1.2.3.4 -x', '010.1.1.1'])
      assert.equal((await mac.routing.readAnswer(address)).kind, 'unreadable');
    assert.deepEqual(mac.commands, []);
  });

  test('a hanging or half answer is unreadable', async () => {
    const mac = new TalkativeMac([]);
    mac.broken.set(tools.ifconfig, ran('en0: flags=8863<UP> mtu 1500\n\tinet 10.0.0.5 netm'));
    assert.equal((await mac.routing.readInterfaces()).kind, 'unreadable');
    mac.broken.set(tools.ifconfig, ran('en0: flags=8863<UP> mtu 1500\n'));
    assert.equal((await mac.routing.readInterfaces()).kind, 'read');
    mac.broken.set(tools.route, { kind: 'not-run', why: 'timeout', reason: 'route did not answer' });
    assert.deepEqual(await mac.routing.readAnswer('1.1.1.1'), {
      kind: 'unreadable',
      reason: 'route did not answer',
    });
  });
});

describe('watching', () => {
  test('pokes for changes only, and nothing runs after stop', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fairlead-'));
    const route = path.join(folder, 'route');
    const message = (type: string): string => `${type}: text: len 140, pid: 1, seq 1, errno 0, flags:<DONE>`;
    const said = [message('RTM_MISS'), message('RTM_GET'), message('RTM_DELETE')].join('\\n');
    writeFileSync(route, `#!/bin/sh\nprintf '\\n%b\\n' "$* ${said}"\nexec sleep 60\n`, { mode: 0o755 });
    const routing = new MacRouting({ run, tools: { ...tools, route }, isRoot: false, clock, log: silentLog });
    const pokes: string[] = [];
    await new Promise<void>((resolve) => {
      const watch = routing.watch((reason) => {
        pokes.push(reason);
        void watch.stop().then(resolve);
      });
    });
    rmSync(folder, { recursive: true });
    assert.deepEqual(pokes, ['RTM_DELETE']);
  });
});
