/** The control socket of the shipped daemon under everything that is no request of ours. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsedAnswer, requestText, sendRaw } from '../../app/testing/serving.ts';
import { contract, type MethodName } from '../../shared/control/contract.ts';
import { request } from '../stage/feed.ts';
import { startStage } from '../stage/stage.ts';

const commands = (Object.keys(contract) as MethodName[]).filter((name) => contract[name].kind === 'command');
const queries = (Object.keys(contract) as MethodName[]).filter((name) => contract[name].kind === 'query');

/** JSON of the wrong shape, often with keys that the contract knows. */
const keys = [...new Set(commands.flatMap((name) => Object.keys(contract[name].input.shape)))];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('../..', '-h', '$(touch /tmp/x)', 'a\nb', '\u0000', '__proto__', 1e308, -1),
);
const wrongShape = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.constantFrom('__proto__', 'constructor')), value, {
    maxKeys: 5,
  }),
);

/** Kilobytes resident, and open files. */
function footprint(pid: number): { readonly rssKb: number; readonly files: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    rssKb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]),
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
}

test('garbage, half requests and JSON of the wrong shape leave the daemon serving, and nothing is changed', async () => {
  await using stage = await startStage();
  const daemon = await stage.startDaemon();
  const { socket } = daemon;
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  assert.equal(statSync(path.dirname(socket)).mode & 0o777, 0o700);
  const settings = readFileSync(path.join(stage.home, 'settings.json'), 'utf8');
  const isServing = async (): Promise<void> => {
    assert.equal(typeof ((await request(socket, '/v1/status')) as { revision: unknown }).revision, 'number');
  };
  await isServing();

  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      await sendRaw(socket, Buffer.concat([bytes, Buffer.from('\0\r\n\r\n')]));
    }),
    { numRuns: 100 },
  );
  await isServing();

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands), wrongShape, async (name, sent) => {
      const body = JSON.stringify(sent);
      // What the contract takes is a request like any other, and would be carried out.
      if (contract[name].input.safeParse(JSON.parse(body)).success) return;
      const { path: at } = contract[name];
      const answer = parsedAnswer(await sendRaw(socket, requestText(`POST /v1/${at}`, {}, body)));
      assert.equal(answer.status, 400, `${at} ${body}`);
    }),
    { numRuns: 200 },
  );
  const parameter = fc.tuple(fc.oneof(fc.constantFrom(...keys), fc.string()), fc.string());
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...queries),
      fc.array(parameter, { maxLength: 3 }),
      async (name, pairs) => {
        // What the contract takes is answered at length: the doctor alone looks for a second.
        if (contract[name].input.safeParse(Object.fromEntries(pairs)).success) return;
        const search = new URLSearchParams(pairs).toString();
        const answer = await sendRaw(socket, requestText(`GET /v1/${contract[name].path}?${search}`));
        assert.match(answer, /^HTTP\/1\.1 4\d\d /, `${name} ${search}`);
      },
    ),
    { numRuns: 100 },
  );
  await isServing();
  assert.equal(readFileSync(path.join(stage.home, 'settings.json'), 'utf8'), settings);
});

/** Addresses and ports that a process listens at, from its own socket inodes (Linux). */
function listeningAt(pid: number): readonly string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => (fields[3] === '0A' || kind.startsWith('udp')) && inodes.has(fields[9] ?? ''))
      .map((fields) => `${kind} ${fields[1] ?? ''}`),
  );
}

// CVE-2025-9074 (Docker Desktop): the engine's API answered at an address that containers could reach.
test(
  "the engine's API at an address of the network: the daemon listens on Unix sockets alone, and those are its user's",
  { skip: process.platform === 'linux' ? false : 'needs /proc' },
  async () => {
    await using stage = await startStage();
    const daemon = await stage.startDaemon();
    const sockets = ['control.sock', 'machines/default/docker.sock'].map((file) =>
      path.join(stage.home, file),
    );
    // Bound as its user's alone, and given its mode a moment later.
    const isOwn = (file: string): boolean => existsSync(file) && (statSync(file).mode & 0o777) === 0o600;
    for (const end = Date.now() + 10_000; !sockets.every(isOwn) && Date.now() < end;)
      await request(daemon.socket, '/v1/status');
    for (const file of sockets) {
      assert.equal(statSync(file).mode & 0o777, 0o600, file);
      assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700, file);
    }
    assert.deepEqual(listeningAt(daemon.pid), []);
  },
);

test(
  'two hundred half requests are cut off in time, and leave neither memory nor files behind',
  { skip: process.platform === 'linux' ? false : 'needs /proc' },
  async () => {
    await using stage = await startStage();
    const daemon = await stage.startDaemon();
    const half = (): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 100 }, (_, each) =>
          sendRaw(daemon.socket, requestText('GET /v1/status').slice(0, 10 + (each % 30))),
        ),
      );
    await half();
    const before = footprint(daemon.pid);
    await half();
    const after = footprint(daemon.pid);
    assert.ok(after.files <= before.files + 5, `${before.files} files became ${after.files}`);
    assert.ok(after.rssKb < before.rssKb + 30_000, `${before.rssKb} KB became ${after.rssKb}`);
    await request(daemon.socket, '/v1/status');
  },
);
