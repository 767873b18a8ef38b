import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalLine } from '../shared/control/change-words.ts';
import { defaultSettings, type Settings } from '../shared/settings.ts';
import type { Snapshot } from '../shared/snapshot.ts';
import { hijacked, machineView, moment, snapshot } from '../app/testing/snapshots.ts';
import { farewell } from './farewell.ts';
import type { Parting } from './parting.ts';

function wrote(kind: string, description: string, more: Partial<JournalLine> = {}): JournalLine {
  return { id: kind, at: moment, state: 'done', kind, description, undoable: true, undo: '', ...more };
}

const journal = [
  wrote('nat-rule', 'add NAT rule fairlead-docker 127.0.0.1:2376 -> 2376', { machine: 'default' }),
  wrote('docker-context', 'write the Docker context fairlead-default -> unix:///s'),
  wrote('route', 'route 192.168.99.0/24 over vboxnet0', { machine: 'default' }),
];

function parting(settings: Partial<Settings> = {}, lines: readonly JournalLine[] = journal): Parting {
  return { settings: { ...defaultSettings, ...settings }, journal: lines };
}

/** A VPN is there, and Fairlead has put the route back. */
const repaired = snapshot({
  vpns: hijacked().vpns,
  machines: [
    machineView({
      endpoint: { socket: '/s', carriedBy: 'forward', connections: 1 },
      context: { name: 'fairlead-default', state: 'ready', selected: true },
      publishedPorts: [
        { container: 'web', protocol: 'tcp', localPort: 8080, machinePort: 80, state: 'open' },
        { container: 'db', protocol: 'tcp', localPort: 5432, machinePort: 5432, state: 'taken' },
      ],
    }),
  ],
});

function said(shown: Snapshot, given: Parting | undefined): string {
  return farewell({ kind: 'known', snapshot: shown, hosted: true }, given).detail;
}

test('the question at the end says what stops, and item by item what stays', () => {
  assert.equal(
    said(repaired, parting()),
    [
      'Docker is no longer brought back when a VPN takes its route.',
      '',
      'Ends: the Docker socket of default.',
      'Ends: port 8080 of the containers on this Mac.',
      'Stays: the route of default.',
      'Stays: the forward of default (127.0.0.1:2376).',
      'Stays: the Docker context fairlead-default, although nothing answers behind it then.',
      '',
      'This takes ten seconds at most. Settings and certificates stay; the panel takes them back too, under Changes.',
    ].join('\n'),
  );
});

test('what the settings take away or give back is named as such', () => {
  const all = said(
    repaired,
    parting({ 'quit.routes': 'restore', 'quit.forwards': 'remove', 'quit.contexts': 'remove' }),
  );
  assert.match(all, /^Given back to the VPN: the route of default\.$/m);
  assert.match(all, /^Taken away: the forward of default \(127\.0\.0\.1:2376\)\.$/m);
  assert.match(all, /^Taken away: the Docker context fairlead-default\.$/m);
  const alone = said({ ...repaired, vpns: [] }, parting({ 'quit.routes': 'restore' }));
  assert.match(alone, /^Stays: the route of default\.$/m);
});

test('what the journal does not have, or has as undone, is not Fairlead’s to keep or to take', () => {
  assert.doesNotMatch(said(repaired, parting({}, [])), /Stays:/);
  const undone = journal.map((line) => ({ ...line, state: 'undone' as const, undoable: false }));
  assert.doesNotMatch(said(repaired, parting({}, undone)), /Stays:/);
});

test('a detour is named, and what nothing reaches once its forward is taken away', () => {
  assert.match(said(hijacked(), parting()), /^default is reached only by a detour now/m);
  assert.match(
    said(hijacked(), parting({ 'quit.forwards': 'remove' })),
    /^default cannot be reached afterwards, until the VPN leaves\.$/m,
  );
  const busy = snapshot({ machines: [machineView({ working: 'putting the route back' })] });
  assert.match(said(busy, parting()), /default: putting the route back is ended first\./);
});

test('many machines with long names stay one short line', () => {
  const name = (number: number): string => `integration-environment-of-the-payments-team-${number}`;
  const machines = [1, 2, 3, 4, 5, 6].map((number) => machineView({ name: name(number) }));
  const lines = machines.map((machine) => wrote('nat-rule', 'add', { machine: machine.name }));
  const forwards = said(snapshot({ machines }), parting({}, lines))
    .split('\n')
    .find((line) => line.startsWith('Stays: the forward'));
  assert.match(forwards ?? '', /integration-envi….* and 3 more\.$/);
});

test('a daemon that does not answer is no reason to promise anything', () => {
  assert.match(said(repaired, undefined), /cannot be said: the daemon does not answer/);
});

test('a daemon of somebody else goes on, and without one nothing else stops', () => {
  const attached = farewell({ kind: 'known', snapshot: snapshot(), hosted: false }, undefined);
  assert.match(attached.detail, /The daemon \(pid 4711\) was started elsewhere and goes on/);
  assert.match(farewell({ kind: 'stopped' }, undefined).detail, /No daemon of this app is running/);
});
