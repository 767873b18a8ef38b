import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, machineView, moment, snapshot } from '../../testing/snapshots.ts';
import { machinesText, statusText } from './status.ts';
import { table } from './table.ts';
import { cut, paperOf, wrap, type Paper } from './terminal.ts';

process.env['TZ'] = 'UTC';
const now = Date.parse(moment);
const wide: Paper = { width: Infinity, colour: false };
const narrow: Paper = { width: 80, colour: false };

test('status when a VPN holds the route', () => {
  assert.equal(
    statusText(hijacked(), wide, now),
    `Docker is reachable over localhost because Cisco AnyConnect took 192.168.99.0/24.

MACHINE  STATE    PATH                    ROUTE          CERTIFICATE
default  running  forward 127.0.0.1:2376  taken (utun2)  good, 813 days left

warning: A VPN took the route to Docker [default]
  Cisco AnyConnect routes 192.168.99.0/24 into utun2, so 192.168.99.100 is out of reach.
  Put the route back: fairlead route repair default

VPN: Cisco AnyConnect on utun2, takes routes back

09:26:53  noticed  default: utun2 took 192.168.99.0/24
09:26:53  decided  default: use the forward, because it answers
09:26:53  did      default: switched to the forward (42 ms)

daemon 0.1.0 (pid 4711), repairs by itself: yes
`,
  );
});

test('status when all is well is short', () => {
  assert.equal(
    statusText(snapshot(), wide, now),
    `Docker is reachable.

MACHINE  STATE    PATH                   ROUTE           CERTIFICATE
default  running  direct 192.168.99.100  own (vboxnet0)  good, 813 days left

daemon 0.1.0 (pid 4711), repairs by itself: yes
`,
  );
});

test('status without machines and without a daemon', () => {
  const { pid: _pid, ...daemon } = snapshot().daemon;
  assert.equal(
    statusText(
      snapshot({ state: 'off', sentence: 'There are no machines.', machines: [], daemon }),
      wide,
      now,
    ),
    'There are no machines.\n\nno daemon runs, so nothing is repaired by itself\n',
  );
});

test('80 columns hold the longest names, cut with an ellipsis', () => {
  const long = machineView({
    name: 'a-machine-whose-name-somebody-made-much-too-long-for-any-table',
    certificate: { ...machineView().certificate, state: 'old-address' } as never,
  });
  const text = statusText({ ...hijacked(), machines: [long, machineView()] }, narrow, now);
  const lines = text.split('\n');
  for (const line of lines.filter((one) => !one.includes('Put the route back')))
    assert.ok(line.length <= 80, line);
  assert.match(text, /^a-machine-whos…  running/m);
  assert.match(text, /^default +running {2}direct 192\.168\.99\.100/m);
});

test('a terminal too narrow for a table gets a block for each machine, and nothing is cut', () => {
  const text = statusText(hijacked(), { width: 40, colour: false }, now);
  assert.match(
    text,
    /^default\n {2}STATE {8}running\n {2}PATH {9}forward 127\.0\.0\.1:2376\n {2}ROUTE {8}taken \(utun2\)\n/m,
  );
  assert.ok(!text.includes('…'));
  for (const line of text.split('\n').filter((one) => !one.includes('fairlead')))
    assert.ok(line.length <= 40, line);
});

test('a terminal cannot be steered by what a name holds', () => {
  const text = machinesText([machineView({ name: 'a\u001b[2Jb' })], wide, now);
  assert.ok(!text.includes('\u001b'));
});

test('colour only where it is wanted, and never the only sign', () => {
  const terminal = { isTTY: true, columns: 100 };
  assert.deepEqual(paperOf(terminal, {}), { width: 100, colour: true });
  assert.equal(paperOf(terminal, { NO_COLOR: '1' }).colour, false);
  assert.equal(paperOf(terminal, { TERM: 'dumb' }).colour, false);
  assert.deepEqual(paperOf({}, {}), { width: Infinity, colour: false });
  assert.equal(paperOf({}, { FORCE_COLOR: '1' }).colour, true);
  const coloured = statusText(hijacked(), { width: Infinity, colour: true }, now);
  assert.equal(coloured.replace(/\u001b\[\d+m/g, ''), statusText(hijacked(), wide, now));
});

test('tables, cuts and wraps keep to their width', () => {
  assert.equal(table(narrow, { headings: ['A', 'B'], rows: [['1', '22']] }), 'A  B\n1  22\n');
  assert.equal(cut('abcdef', 4), 'abc…');
  assert.equal(cut('abc', 3), 'abc');
  assert.equal(wrap('one two three', 8, '  '), 'one two\n  three');
  assert.equal(wrap('unbreakable', 4), 'unbreakable');
});
