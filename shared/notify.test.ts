import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advisories, advisoryCodes, type AdvisoryCode } from './advisory.ts';
import { decideNotices, noticeId, nothingTold, type NotificationLevel, type Told } from './notify.ts';
import type { Advisory } from './snapshot.ts';

const start = Date.parse('2026-03-14T09:26:53.000Z');

function advisory(code: AdvisoryCode, more: Partial<Advisory> = {}): Advisory {
  const { severity, title } = advisories[code];
  const since = new Date(start).toISOString();
  return { code, severity, title, sentence: `${title}.`, since, evidence: [], machine: 'default', ...more };
}

/** Tells one situation after the other, and keeps what was told. */
class Person {
  readonly level: NotificationLevel;
  #told: Told = nothingTold;

  constructor(level: NotificationLevel = 'important') {
    this.level = level;
  }

  sees(list: readonly Advisory[], afterMs: number): string[] {
    const now = start + afterMs;
    const change = decideNotices({ advisories: list, level: this.level, told: this.#told, now });
    this.#told = change.told;
    return [
      ...change.show.map(({ id, silent }) => `${silent ? 'quietly' : 'aloud'} ${id}`),
      ...change.remove.map((id) => `gone ${id}`),
    ];
  }
}

const taken = advisory('route-taken');
const table: readonly {
  readonly name: string;
  readonly level?: NotificationLevel;
  readonly story: readonly [afterMs: number, list: readonly Advisory[], told: readonly string[]][];
}[] = [
  {
    name: 'nothing before the grace time, once after it',
    story: [
      [0, [taken], []],
      [1499, [taken], []],
      [1500, [taken], ['aloud route-taken/default']],
      [9000, [taken], []],
    ],
  },
  {
    name: 'what clears within its grace time is never told',
    story: [
      [0, [taken], []],
      [1400, [], []],
      [5000, [], []],
    ],
  },
  {
    name: 'gone when it clears',
    story: [
      [2000, [taken], ['aloud route-taken/default']],
      [4000, [], ['gone route-taken/default']],
      [5000, [], []],
    ],
  },
  {
    name: 'other words take the place of the first, without a sound',
    story: [
      [2000, [taken], ['aloud route-taken/default']],
      [3000, [{ ...taken, sentence: 'Now over utun4.' }], ['quietly route-taken/default']],
    ],
  },
  {
    name: 'a VPN that comes and goes is told once in ten minutes',
    story: [
      [2000, [taken], ['aloud route-taken/default']],
      [60_000, [], ['gone route-taken/default']],
      [90_000, [taken], ['quietly route-taken/default']],
      [120_000, [], ['gone route-taken/default']],
      [800_000, [taken], ['aloud route-taken/default']],
    ],
  },
  {
    name: 'two machines are two notices',
    story: [
      [
        2000,
        [taken, { ...taken, machine: 'other' }],
        ['aloud route-taken/default', 'aloud route-taken/other'],
      ],
      [3000, [taken], ['gone route-taken/other']],
    ],
  },
  {
    name: 'a remark is not important',
    story: [[9000, [advisory('no-permission')], []]],
  },
  {
    name: 'with "all" a remark is told as well',
    level: 'all',
    story: [[9000, [advisory('no-permission')], ['aloud no-permission/default']]],
  },
  {
    name: 'off is off, for errors too',
    level: 'off',
    story: [[9000, [advisory('unreachable'), taken], []]],
  },
  {
    name: 'a since of the future (the clock was set back) counts as now',
    story: [
      [-60_000, [taken], []],
      [1500, [taken], ['aloud route-taken/default']],
    ],
  },
];

for (const { name, level, story } of table)
  test(name, () => {
    const person = new Person(level);
    for (const [afterMs, list, told] of story)
      assert.deepEqual(person.sees(list, afterMs), told, `after ${afterMs} ms`);
  });

test('switched off, what is up goes', () => {
  const up = decideNotices({
    advisories: [taken],
    level: 'important',
    told: nothingTold,
    now: start + 2000,
  });
  const off = decideNotices({ advisories: [taken], level: 'off', told: up.told, now: start + 3000 });
  assert.deepEqual(off.remove, ['route-taken/default']);
});

test('says when to look again: when the next grace time is over', () => {
  const list = [taken, advisory('unreachable'), advisory('engine-down')];
  const at = (afterMs: number): number | undefined =>
    decideNotices({ advisories: list, level: 'all', told: nothingTold, now: start + afterMs }).againInMs;
  assert.equal(at(0), 1500);
  assert.equal(at(1500), 1000);
  assert.equal(at(2500), 1500);
  assert.equal(at(4000), undefined);
});

for (const code of advisoryCodes)
  test(`${code}: after its grace time with "all", and with "important" unless it is a remark`, () => {
    const { graceMs, severity } = advisories[code];
    const one = advisory(code);
    const shown = (level: NotificationLevel, afterMs: number): number =>
      decideNotices({ advisories: [one], level, told: nothingTold, now: start + afterMs }).show.length;
    if (graceMs > 0) assert.equal(shown('all', graceMs - 1), 0);
    assert.equal(shown('all', graceMs), 1);
    assert.equal(shown('important', graceMs), severity === 'info' ? 0 : 1);
    assert.equal(shown('off', graceMs), 0);
  });

test('an advisory about the whole computer is named by its code alone', () => {
  assert.equal(noticeId({ code: 'bridge-owns-default' }), 'bridge-owns-default');
});
