import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, machineView, moment, snapshot } from '../../app/testing/snapshots.ts';
import { protocolSentence } from '../../shared/control/wire.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { actionOf, outcomeOf } from './action.ts';
import { consentOf } from './consent.ts';
import { emptyOf } from './empty.ts';
import { machineMark, machineShown, markOf } from './scene.ts';

const off = (differing: Partial<Snapshot>): Snapshot =>
  snapshot({ state: 'off', sentence: 'off', ...differing });

test('the one button: fix what is broken, restore what is on a detour, else nothing', () => {
  const words = (seen: Snapshot): string => actionOf(seen).label;
  assert.equal(words(snapshot()), 'Nothing to do');
  assert.equal(words(hijacked()), 'Restore');
  assert.equal(words(snapshot({ state: 'degraded' })), 'Fix');
  assert.equal(words(snapshot({ state: 'broken' })), 'Fix');
  assert.equal(words(snapshot({ state: 'working' })), 'Working…');
  assert.equal(words(off({ machines: [] })), 'Look again');
});

test('every empty state says the next thing to do', () => {
  const away = (code: string, hint = 'fairlead this'): unknown => {
    const failure = { code, message: 'it is so', hint, retryable: true };
    const empty = emptyOf({ kind: 'away', failure });
    return empty?.command ?? empty?.after;
  };
  assert.equal(away('no-daemon'), 'fairlead daemon');
  assert.equal(away('wrong-protocol'), 'fairlead stop; fairlead daemon');
  assert.equal(away('session-over'), 'fairlead panel');
  assert.equal(away('forbidden'), 'fairlead this');
  assert.equal(away('not-ours', 'set a folder of your own'), 'Set a folder of your own.');
  const world = (seen: Snapshot): unknown => emptyOf({ kind: 'seen', snapshot: seen })?.command;
  assert.equal(world(off({ machines: [] })), 'fairlead create default');
  assert.equal(world(off({ machines: [machineView({ state: 'saved' })] })), 'fairlead start default');
  assert.equal(world(off({ machines: [machineView({ state: 'missing' })] })), 'VBoxManage list vms');
  assert.equal(world(snapshot()), undefined);
});

test('in the app the daemon is started by a press, and a sentence ends once', () => {
  const away = (code: string, message: string): unknown => {
    const scene = { kind: 'away', failure: { code, message, retryable: true } } as const;
    const { starts, text, command } = emptyOf(scene, true) ?? { text: '' };
    return { starts, text, command };
  };
  const ended = 'The daemon ended with code 1. It is started again in 2 s.';
  assert.deepEqual(away('ended', ended), { starts: true, text: ended, command: undefined });
  assert.match(JSON.stringify(away('no-daemon', 'It was stopped.')), /"starts":true/);
  assert.deepEqual(away('starting', 'Fairlead is starting.'), {
    starts: undefined,
    text: 'This takes a moment.',
    command: undefined,
  });
});

test('of two versions it says which is the older one, in words of its own, and what to do about it', () => {
  const says = (daemon: string, isApp: boolean): string => {
    const message = protocolSentence({ daemon, command: '3' });
    const failure = { code: 'wrong-protocol', message, retryable: false };
    const empty = emptyOf({ kind: 'away', failure }, isApp);
    return `${empty?.text ?? ''} ${empty?.command ?? ''}`;
  };
  assert.match(says('2', false), /^It is older than this panel, .* fairlead stop; fairlead daemon$/);
  assert.match(says('4', false), /^It is newer than this panel, .* fairlead panel$/);
  assert.match(says('2', true), /^It is older than this app, .* fairlead stop$/);
  assert.match(says('4', true), /^It is newer than this app, .*Install the newer app.* fairlead stop$/);
  for (const isApp of [true, false]) assert.doesNotMatch(says('2', isApp), /this command/);
});

test('an unreadable VirtualBox is named with its own command', () => {
  const seen = off({
    machines: [machineView({ state: 'unknown' })],
    advisories: [
      {
        code: 'hypervisor-missing',
        severity: 'warning',
        title: 'VirtualBox is not to be found',
        sentence: 'VBoxManage is nowhere.',
        since: moment,
        evidence: [],
        fix: { label: 'Say where', command: 'fairlead settings set tools.vboxmanage <path>' },
      },
    ],
  });
  const empty = emptyOf({ kind: 'seen', snapshot: seen });
  assert.equal(empty?.title, 'VirtualBox is not to be found');
  assert.equal(empty.text, 'VBoxManage is nowhere. Say where:');
  assert.equal(empty.tells, 'hypervisor-missing');
  assert.equal(empty.command, 'fairlead settings set tools.vboxmanage <path>');
});

test('consent names the machine and every container that would stop', () => {
  const containers = [{ id: '1', name: 'web', image: 'nginx' }];
  const seen = snapshot({
    machines: [
      machineView({ name: 'a' }),
      machineView({ name: 'b', engine: { version: '1', containers, liveRestore: false } }),
    ],
    advisories: [
      {
        code: 'consent-needed',
        severity: 'warning',
        machine: 'b',
        title: 't',
        sentence: 's',
        since: moment,
        evidence: [],
      },
    ],
  });
  assert.deepEqual(consentOf(seen), {
    machine: 'b',
    reason: 's',
    containers: [{ name: 'web', image: 'nginx' }],
    command: 'fairlead fix b --restart-engine',
  });
  assert.equal(consentOf(snapshot()), undefined);
});

test('the machine that is worst off is drawn, until a person chooses another one that exists', () => {
  const seen = snapshot({
    machines: [
      machineView({ name: 'good' }),
      machineView({ name: 'bad', path: 'none' }),
      machineView({ name: 'off', state: 'off', path: 'none' }),
    ],
  });
  assert.equal(machineShown(seen, undefined)?.name, 'bad');
  assert.equal(machineShown(seen, 'good')?.name, 'good');
  assert.equal(machineShown(seen, 'gone')?.name, 'bad');
  assert.deepEqual(seen.machines.map(machineMark), ['ok', 'broken', 'off']);
  assert.equal(markOf({ kind: 'waiting' }), 'waiting');
});

test('what came of the button is one line: the steps, or why the last one failed', () => {
  const step = {
    machine: 'default',
    does: 'put the route back',
    because: 'b',
    commands: [],
    disruptive: false,
  };
  const result = { ok: true, sentence: 'Docker is reachable.', snapshot: snapshot() };
  assert.equal(outcomeOf({ ...result, steps: [] }).text, 'There was nothing to be done.');
  assert.equal(outcomeOf({ ...result, steps: [{ ...step, ok: true }] }).text, 'Done: put the route back.');
  const failed = outcomeOf({
    ...result,
    steps: [{ ...step, ok: false, detail: 'sudo asks for a password' }],
  });
  assert.deepEqual(failed, { ok: false, text: 'It did not work: sudo asks for a password.' });
  const undone = { ...result, snapshot: hijacked(), steps: [{ ...step, ok: true }] };
  const [machine] = undone.snapshot.machines;
  assert.equal(
    outcomeOf(undone).text,
    `Done: put the route back. Still on a detour: ${machine?.decision.because ?? ''}.`,
  );
  assert.match(outcomeOf({ ...undone, steps: [] }).text, /^Still on a detour: /);
});
