import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IpcMainInvokeEvent } from 'electron';
import { ControlError } from '../app/control/control-error.ts';
import { clientOf } from '../app/control/in-process.ts';
import { MemoryCore } from '../app/testing/memory-core.ts';
import { MemoryLog } from '../app/testing/memory-log.ts';
import { snapshot } from '../app/testing/snapshots.ts';
import { contract } from '../shared/control/contract.ts';
import { panelMethods, type Answer } from '../shared/panel.ts';
import { PanelBridge } from './bridge.ts';
import { appChannels, channelOf, sightChannel, watchChannel } from './channels.ts';

type Handler = (event: IpcMainInvokeEvent, input: unknown) => Promise<Answer<unknown>>;

const frame = { origin: 'app://panel' };
const page = { id: 7, mainFrame: frame };
const ours = { sender: { id: 7 }, senderFrame: frame };

function open(options: { readonly connected?: boolean } = {}) {
  const handlers = new Map<string, Handler>();
  const sent: unknown[][] = [];
  const revealed: string[] = [];
  const core = new MemoryCore(snapshot());
  const ok = (): Promise<Answer<never>> => Promise.resolve({ kind: 'ok', value: null as never });
  new PanelBridge({
    ipcMain: { handle: (channel, handler) => void handlers.set(channel, handler as Handler) },
    page: () => ({ ...page, send: (...args: unknown[]) => void sent.push(args) }) as never,
    client: () => {
      if (options.connected === false) throw new ControlError('no-daemon', 'nobody there', 'start one');
      return clientOf(core.handlers);
    },
    sight: () => ({ kind: 'snapshot', snapshot: snapshot() }),
    app: { loginItem: ok, setLoginItem: ok, startDaemon: ok, quit: ok, hidePanel: ok },
    reveal: (file) => void revealed.push(file),
    log: new MemoryLog(),
  });
  const ask = (channel: string, input?: unknown, event: object = ours): Promise<Answer<unknown>> => {
    const handler = handlers.get(channel);
    assert.ok(handler, channel);
    return handler(event as IpcMainInvokeEvent, input);
  };
  return { handlers, sent, revealed, core, ask };
}

function failureOf(answer: Answer<unknown>): string {
  return answer.kind === 'failed' ? answer.failure.code : 'none';
}

test('the panel asks the daemon', async () => {
  const { ask, core } = open();
  const answer = await ask(channelOf('status'), {});
  assert.deepEqual(answer, { kind: 'ok', value: snapshot() });
  assert.deepEqual(
    core.calls.map(({ name }) => name),
    ['status'],
  );
});

const strangers: readonly [string, object][] = [
  ['a frame that is gone', { sender: { id: 7 }, senderFrame: null }],
  ['another window', { sender: { id: 8 }, senderFrame: frame }],
  ['a frame inside the page', { sender: { id: 7 }, senderFrame: { origin: 'app://panel' } }],
];
for (const [name, event] of strangers)
  test(`${name} is refused on every channel`, async () => {
    const { handlers, ask, core } = open();
    for (const channel of handlers.keys())
      assert.equal(failureOf(await ask(channel, {}, event)), 'forbidden', channel);
    assert.deepEqual(core.calls, []);
  });

test('a page of another origin in the main frame is refused', async () => {
  const { ask } = open();
  const { origin } = frame;
  frame.origin = 'https://example.org';
  try {
    assert.equal(failureOf(await ask(channelOf('status'), {})), 'forbidden');
  } finally {
    frame.origin = origin;
  }
});

test('there are the channels of the allow-list, and no others', () => {
  const { handlers } = open();
  assert.deepEqual(
    [...handlers.keys()].sort(),
    [...panelMethods.map(channelOf), watchChannel, ...Object.values(appChannels)].sort(),
  );
  assert.ok(!handlers.has(channelOf('stop')), 'the page cannot stop the daemon');
});

test('every input is parsed before anybody looks at it', async () => {
  const { ask, core } = open();
  const hostile = [{ machine: 7 }, { __proto__: null, evil: true }, 'text', 42, null, [], { dryRun: 'yes' }];
  for (const input of hostile)
    for (const name of panelMethods)
      if (!contract[name].input.safeParse(input).success)
        assert.equal(failureOf(await ask(channelOf(name), input)), 'bad-request', name);
  assert.equal(failureOf(await ask(appChannels.setLoginItem, 'yes')), 'bad-request');
  assert.deepEqual(core.calls, []);
});

test('without a daemon the failure says so', async () => {
  const { ask } = open({ connected: false });
  const answer = await ask(channelOf('look'), {});
  assert.deepEqual(answer, {
    kind: 'failed',
    failure: { code: 'no-daemon', message: 'nobody there', hint: 'start one', retryable: true },
  });
});

test('watching is answered with the present sight', async () => {
  const { ask, sent } = open();
  await ask(watchChannel);
  assert.deepEqual(sent, [[sightChannel, { kind: 'snapshot', snapshot: snapshot() }]]);
});

test('a report is revealed where the daemon wrote it, and only after one was written', async () => {
  const { ask, core, revealed } = open();
  assert.equal(failureOf(await ask(appChannels.revealReport)), 'not-found');
  core.answer('report', {
    file: '/home/somebody/.fairlead/reports/r.tar.gz',
    bytes: 1,
    parts: [],
    missing: [],
  });
  assert.equal(failureOf(await ask(channelOf('report'), { file: '/etc/hosts' })), 'forbidden');
  assert.equal(failureOf(await ask(channelOf('report'), {})), 'none');
  assert.equal(failureOf(await ask(appChannels.revealReport, '/etc/passwd')), 'bad-request');
  assert.equal(failureOf(await ask(appChannels.revealReport)), 'none');
  assert.deepEqual(revealed, ['/home/somebody/.fairlead/reports/r.tar.gz']);
});
