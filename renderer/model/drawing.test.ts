import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, machineView } from '../../app/testing/snapshots.ts';
import { drawingOf, type Drawing } from './drawing.ts';
import { cut, placed } from './geometry.ts';

const states = (drawing: Drawing): readonly string[] =>
  drawing.lanes.map(({ kind, state }) => `${kind} ${state}`);

test('a machine that is well: direct carries, the forward is ready, the engine answers', () => {
  const drawing = drawingOf(machineView(), []);
  assert.deepEqual(states(drawing), ['direct carries', 'forward ready']);
  assert.equal(drawing.lanes[0]?.latency, '4 ms');
  assert.equal(drawing.engine.state, 'answers');
});

test('a hijack: the broken path names the VPN, the forward carries', () => {
  const { machines, vpns } = hijacked();
  const drawing = drawingOf(machines[0] ?? machineView(), vpns);
  assert.deepEqual(states(drawing), ['direct broken', 'forward carries']);
  assert.equal(drawing.lanes[0]?.through, 'utun2 · Cisco AnyConnect');
  assert.equal(
    drawing.text,
    'From this Mac to Docker in default. Direct path (utun2 · Cisco AnyConnect) is broken. Forward path (127.0.0.1:2376) carries Docker, 3 ms. Docker answers.',
  );
});

test('a taken route is broken even where nobody has dialled it yet', () => {
  const machine = machineView({
    path: 'forward',
    direct: { kind: 'untried' },
    route: { kind: 'taken', interface: 'utun9' },
  });
  assert.deepEqual(states(drawingOf(machine, [])), ['direct broken', 'forward carries']);
  assert.equal(drawingOf(machine, []).lanes[0]?.through, 'utun9');
});

test('a tunnel is a third way, drawn where there is one', () => {
  const machine = machineView({
    path: 'tunnel',
    forward: { kind: 'absent' },
    tunnel: { kind: 'answers', latencyMs: 0.4 },
  });
  const drawing = drawingOf(machine, []);
  assert.deepEqual(states(drawing), ['direct ready', 'forward absent', 'tunnel carries']);
  assert.equal(drawing.lanes[2]?.latency, '<1 ms');
});

test('an engine that answers badly is what is marked', () => {
  const machine = machineView({
    path: 'none',
    direct: { kind: 'refused' },
    forward: { kind: 'unreachable' },
  });
  assert.equal(drawingOf(machine, []).engine.state, 'broken');
  assert.equal(drawingOf(machineView({ state: 'off', path: 'none' }), []).engine.state, 'unknown');
});

test('everything stands inside the picture at every width, and nothing overlaps', () => {
  const drawing = drawingOf(machineView({ tunnel: { kind: 'absent' } }), []);
  for (const width of [262, 320, 400, 479, 480, 800, 1100]) {
    const at = placed(drawing, width);
    assert.ok(at.mac.x + at.mac.width < at.machine.x, `${width}`);
    assert.ok(at.machine.x + at.machine.width <= width);
    assert.ok(at.engine.y + at.engine.height <= at.height);
    for (const { from, to, y, mark } of at.lanes)
      assert.ok(from < mark && mark < to && y < at.height, `${width}`);
  }
});

test('the picture keeps its height when a forward comes or goes', () => {
  const heights = [machineView(), machineView({ forward: { kind: 'absent' } })].map(
    (machine) => placed(drawingOf(machine, []), 400).height,
  );
  assert.equal(heights[0], heights[1]);
});

test('a cut text says that it is cut, and fits', () => {
  assert.equal(cut('short', 10), 'short');
  assert.equal(cut('much too long', 6), 'much…');
  assert.equal(cut('any', 0), '…');
});
