import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCidr } from '../../app/route/cidr.ts';
import { happen, inWords, moments, type Moment, type Wild } from './events.ts';
import { WildMac, type WildOptions } from './mac.ts';
import { untruths } from './truth.ts';

/**
 * How many worlds are tried, and from which seed: FAIRLEAD_WILD_RUNS, FAIRLEAD_WILD_SEED. Without either they are
 * always the same ones; more worlds are other ones each time.
 */
const wanted = process.env['FAIRLEAD_WILD_RUNS'];
const runs = Number(wanted ?? 20);
const seed = process.env['FAIRLEAD_WILD_SEED'] ?? (wanted === undefined ? '7' : undefined);

/** Longest the daemon may be behind a world that told it nothing: one slow tick, and what it does then. */
const patienceMs = 100_000;

const options: fc.Arbitrary<WildOptions> = fc.record({
  version: fc.constantFrom('10.11' as const, '10.15' as const, '12' as const, '14' as const),
  machines: fc.constantFrom(1, 2),
});

test('whatever happens, the loop settles on the truth and touches nothing that is not its own', async () => {
  await fc.assert(fc.asyncProperty(options, moments, play), {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
});

async function play(about: WildOptions, story: readonly Moment[]): Promise<void> {
  const mac = await WildMac.start(about);
  const wild: Wild = { mac, vpns: [], hasRefused: false };
  try {
    for (const { event, thenMs } of story) {
      happen(wild, event);
      await mac.clock.pass(thenMs);
    }
    const wrong = [...(await lies(wild)), ...faults(mac)];
    assert.deepEqual(wrong, [], [...wrong, ...story.map(inWords), ...scene(mac)].join('\n'));
  } finally {
    // What still runs ends by itself once nobody stirs any longer.
    for (const vpn of wild.vpns) vpn.tire();
    Object.assign(mac.faults, { vboxMs: 10, vboxError: undefined });
    await mac.stop();
  }
}

/** What the daemon says that is not so, once it has had its time; empty as soon as all is true. */
async function lies(wild: Wild): Promise<readonly string[]> {
  let wrong: readonly string[] = [];
  for (let waited = 0; waited < patienceMs; waited += 5000) {
    await wild.mac.clock.pass(5000);
    wrong = untruths(wild);
    if (wrong.length === 0) return [];
  }
  return wrong;
}

/** What must not have happened at any time. */
function faults({ unexpected, trespasses, journal }: WildMac): readonly string[] {
  const restarts = journal.all.filter(({ kind }) => kind === 'guest-certificate');
  return [
    ...unexpected,
    ...trespasses.map((command) => `not ours: ${command}`),
    ...restarts.map(({ description }) => `nobody agreed to: ${description}`),
  ];
}

function scene({ keeper, world }: WildMac): readonly string[] {
  return [
    ...keeper.timeline.lines
      .slice(-40)
      .map(({ at, kind, machine = '', text }) => `${at.slice(11, 23)} ${kind} ${machine} ${text}`),
    ...world.kernel.rows.map(
      (row) => `${formatCidr(row.destination)} ${row.gateway} ${row.flags} ${row.interface}`,
    ),
  ];
}
