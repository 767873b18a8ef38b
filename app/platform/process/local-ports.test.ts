import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { LocalPorts } from './local-ports.ts';
import { parseLsof, parseProcNetTcp, readHolder } from './port-holder.ts';
import type { Run } from './run.ts';

const nobody: Run = () => Promise.resolve({ kind: 'ran', exitCode: 1, stdout: '', stderr: '' });
const answering =
  (answers: Readonly<Record<string, string>>): Run =>
  (file) =>
    Promise.resolve({ kind: 'ran', exitCode: 0, stdout: answers[file] ?? '', stderr: '' });
const tools = { lsof: 'lsof', ps: 'ps', proc: '/nonexistent' };

async function listening(host: string, act: (port: number) => Promise<void>): Promise<void> {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  try {
    await act((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

suite('a local port', () => {
  test('is free once its listener is gone, and stays free after the look', async () => {
    let freed = 0;
    await listening('127.0.0.1', (port) => Promise.resolve(void (freed = port)));
    const ports = new LocalPorts({ run: nobody, ...tools });
    for (let turn = 0; turn < 2; turn += 1) assert.deepEqual(await ports.readPort(freed), { kind: 'free' });
  });

  for (const host of ['127.0.0.1', '0.0.0.0'])
    test(`is held by a listener on ${host}, of a user we cannot see into`, () =>
      listening(host, async (port) => {
        const ports = new LocalPorts({ run: nobody, ...tools });
        assert.deepEqual(await ports.readPort(port), { kind: 'held', holder: "another user's process" });
      }));

  test('has its holder looked up twice a minute at most, and anew once it was free', async () => {
    let [asked, now] = [0, 0];
    const counting: Run = (file, ...more) => ((asked += file === 'lsof' ? 1 : 0), nobody(file, ...more));
    const ports = new LocalPorts({ run: counting, ...tools }, () => now);
    let port = 0;
    await listening('127.0.0.1', async (held) => {
      port = held;
      for (now = 0; now < 35_000; now += 5000) assert.equal((await ports.readPort(port)).kind, 'held');
      assert.equal(asked, 2);
    });
    assert.equal((await ports.readPort(port)).kind, 'free');
    const again = net.createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => again.once('listening', resolve));
    await ports.readPort(port);
    assert.equal(asked, 3);
    await new Promise((resolve) => again.close(resolve));
  });

  test('that is none is never bound', async () => {
    const ports = new LocalPorts({ run: nobody, ...tools });
    for (const port of [0, -1, 65_536, 1.5, Number.NaN])
      assert.equal((await ports.readPort(port)).kind, 'held');
  });
});

suite('the holder of a port', () => {
  test('is named as lsof names it, with the name that was cut made whole', async () => {
    const holder = (command: string, ps = ''): Promise<string | undefined> =>
      readHolder(2376, {
        run: answering({ lsof: `p123\nc${command}\nf20\nn127.0.0.1:2376\n`, ps }),
        ...tools,
      });
    assert.equal(await holder('VBoxHeadl'), 'VBoxHeadless (pid 123)');
    assert.equal(await holder('ssh'), 'ssh (pid 123)');
    assert.equal(
      await holder('com.docke', '/Applications/Docker.app/com.docker.backend\n'),
      'com.docker.backend (pid 123)',
    );
    assert.equal(await holder('com.docke'), 'com.docke (pid 123)');
    assert.equal(await holder('My\\x20App'), 'My App (pid 123)');
    assert.equal(await holder('\\x1b[2Jx'), '?[2Jx (pid 123)');
  });

  test('is the one on 127.0.0.1 before the one on every address', async () => {
    const stdout = 'p1\nca\nn[::1]:2376\np2\ncb\nn*:2376\np3\ncc\nn127.0.0.1:2376\n';
    assert.equal(await readHolder(2376, { run: answering({ lsof: stdout }), ...tools }), 'c (pid 3)');
  });

  test('is found in /proc where there is no lsof', async () => {
    const proc = await mkdtemp(path.join(tmpdir(), 'fairlead-proc-'));
    try {
      await mkdir(path.join(proc, 'net'));
      await mkdir(path.join(proc, '77', 'fd'), { recursive: true });
      const row = (port: string, uid: number, inode: number): string =>
        `   0: 0100007F:${port} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 ${uid}        0 ${inode} 1 0000 100 0 0 10 0\n`;
      await writeFile(
        path.join(proc, 'net/tcp'),
        `  sl  local_address\n${row('0948', 1000, 555)}${row('0949', 0, 556)}`,
      );
      await symlink('/usr/lib/virtualbox/VBoxHeadless', path.join(proc, '77/exe'));
      await symlink('socket:[555]', path.join(proc, '77/fd/9'));
      const missing: Run = () => Promise.resolve({ kind: 'not-run', why: 'missing', reason: 'no lsof' });
      const options = { ...tools, run: missing, proc };
      assert.equal(await readHolder(2376, options), 'VBoxHeadless (pid 77)');
      assert.equal(await readHolder(2377, options), "another user's process (uid 0)");
      assert.equal(await readHolder(2378, options), undefined);
    } finally {
      await rm(proc, { recursive: true });
    }
  });

  test('any output is read without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseLsof(text);
        parseProcNetTcp(text);
      }),
    );
  });
});
