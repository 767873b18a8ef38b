import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { decide, renderTable, table, type StepName } from './decide.ts';
import { directWorks, endpointWorks, forwardWorks, tunnelWorks, values, type Facts } from './facts.ts';
import { foresee } from './foresee.ts';

/** How often the table looked at the VM's state in the worlds of a VM that runs. */
let looksAtVm = 0;

/**
 * Every combination of facts that can matter, about 14 million, reusing one object. The table does not tell a VM
 * of which nothing is known from one that runs, and a VM that does not run decides alone: both are tested below.
 */
function* worlds(): Generator<Facts> {
  for (const vm of values.vm) {
    if (vm === 'running') yield* worldsOf(values);
    else if (vm === 'unknown') continue;
    else for (const route of values.route) yield { ...someWorld, vm, route };
  }
}

const someWorld = Object.fromEntries(
  Object.entries(values).map(([key, all]: [string, readonly unknown[]]) => [key, all[0]]),
) as unknown as Facts;

/** The same facts, and the names of those that are looked at. */
function watched(facts: Facts): { readonly facts: Facts; readonly looked: Set<string> } {
  const looked = new Set<string>();
  const get = (target: Facts, key: string | symbol): unknown => {
    looked.add(String(key));
    return Reflect.get(target, key);
  };
  return { facts: new Proxy(facts, { get }), looked };
}

/** Rows at the top that know nothing but the state of the VM. */
const rowsOfVm = table.findIndex(({ when }) => {
  const { facts, looked } = watched({ ...someWorld, vm: 'unknown' });
  when(facts);
  return !looked.has('vm');
});

test('a VM that does not run decides alone; of one that may run, only the rows at the top want to know', () => {
  for (const vm of values.vm) {
    const { facts, looked } = watched({ ...someWorld, vm });
    const row = table.findIndex(({ when }) => when(facts));
    if (vm === 'running' || vm === 'unknown') assert.ok(row >= rowsOfVm);
    // What is decided depends on what was looked at, and on nothing else.
    else assert.deepEqual([row < rowsOfVm, [...looked]], [true, ['vm']]);
  }
});

function* worldsOf(values: { readonly [K in keyof Facts]: readonly Facts[K][] }): Generator<Facts> {
  const keys = (Object.keys(values) as (keyof Facts)[]).filter((key) => key !== 'vm');
  const world: Record<string, unknown> = {
    get vm() {
      looksAtVm += 1;
      return 'running';
    },
  };
  for (const key of keys) world[key] = values[key][0];
  // Counts like an odometer, the last fact fastest: a generator in a generator for each fact takes twice the time.
  const at = keys.map(() => 0);
  for (;;) {
    yield world as unknown as Facts;
    let wheel = keys.length - 1;
    for (; wheel >= 0; wheel -= 1) {
      const key = keys[wheel] as keyof Facts;
      at[wheel] = ((at[wheel] ?? 0) + 1) % values[key].length;
      world[key] = values[key][at[wheel] ?? 0];
      if (at[wheel] !== 0) break;
    }
    if (wheel < 0) return;
  }
}

test('every world has a row, no row is dead, and what rests as reachable is reachable', () => {
  const used = new Set<string>();
  for (const facts of worlds()) {
    const before = looksAtVm;
    const { because, outcome } = decide(facts);
    if (looksAtVm > before && looksAtVm - before !== rowsOfVm)
      assert.fail(`a row below the top looks at the VM: ${JSON.stringify(facts)}`);
    used.add(because);
    if (outcome.kind === 'rest' && outcome.as === 'direct' && !directWorks(facts))
      assert.fail(JSON.stringify(facts));
    if (outcome.kind === 'rest' && outcome.as === 'forward' && !forwardWorks(facts))
      assert.fail(JSON.stringify(facts));
    if (outcome.kind === 'rest' && outcome.as === 'tunnel' && !tunnelWorks(facts))
      assert.fail(JSON.stringify(facts));
    if (outcome.kind === 'rest' && outcome.as === 'endpoint' && !endpointWorks(facts))
      assert.fail(JSON.stringify(facts));
    if (outcome.kind !== 'step') continue;
    if (
      outcome.does === 'renew-certificate' &&
      facts.endpoint === 'in-use' &&
      facts.certificate !== 'expiring'
    )
      assert.ok(!endpointWorks(facts), `restarted an engine that is in use: ${JSON.stringify(facts)}`);
    if (outcome.does === 'repair-route' && (!facts.quiet || facts.repair !== 'possible'))
      assert.fail(`touched a route: ${JSON.stringify(facts)}`);
    if (outcome.does === 'renew-certificate' && facts.renewal !== 'free')
      assert.fail(`restarted an engine: ${JSON.stringify(facts)}`);
  }
  assert.deepEqual(
    table.map(({ because }) => because).filter((because) => !used.has(because)),
    [],
    'rows that no world reaches',
  );
});

test('reasons are unique, since people and logs know a row by its reason', () => {
  assert.equal(new Set(table.map(({ because }) => because)).size, table.length);
});

/** A world in which every step fails and uses up what it needs, as memory.ts counts it. */
function despair(facts: Facts, does: StepName): Facts {
  switch (does) {
    case 'add-forward':
    case 'replace-forward':
      return { ...facts, forwarding: 'exhausted' };
    case 'repair-route':
      return { ...facts, repair: 'exhausted' };
    case 'restore-address':
      return { ...facts, readdress: 'exhausted' };
    case 'renew-certificate':
      return { ...facts, renewal: 'exhausted' };
  }
}

test('no step repeats for ever, whether steps work or fail', () => {
  let count = 0;
  for (const world of worlds()) {
    // Rows do not look at a fact that was used up, so every 97th world is enough to see each chain.
    if (count++ % 97 !== 0 || decide(world).outcome.kind === 'rest') continue;
    assert.ok(foresee(world).length <= 6);
    let facts = { ...world };
    for (let turns = 0; ; turns++) {
      const { outcome } = decide(facts);
      if (outcome.kind === 'rest') break;
      assert.ok(turns < 6, `still busy: ${JSON.stringify(facts)}`);
      facts = despair(facts, outcome.does);
    }
  }
});

test('docs/decisions.md is the table', () => {
  const file = new URL('../../docs/decisions.md', import.meta.url);
  if (process.env['UPDATE'] === '1') writeFileSync(file, renderTable());
  assert.equal(
    readFileSync(file, 'utf8'),
    renderTable(),
    'run: UPDATE=1 node build/test.mjs app/reconcile/decide.test.ts',
  );
});
