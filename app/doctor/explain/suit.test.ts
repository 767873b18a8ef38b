import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineView, snapshot } from '../../testing/snapshots.ts';
import { catalogue } from '../catalogue/catalogue.ts';
import { toFinding } from '../checks/check.ts';
import { explainMessage } from './explain.ts';
import { filledRemedies } from './fill.ts';

const commandsOf = (all: readonly { readonly command?: string | undefined }[]): readonly string[] =>
  all.flatMap(({ command }) => (command === undefined ? [] : [command]));

test('where there is no machine, no command names one, but one says how to make it', () => {
  for (const { id } of catalogue) {
    const { remedies } = toFinding({ id, sentence: 'x' }, snapshot({ machines: [] }));
    const commands = commandsOf(remedies);
    assert.ok(
      commands.every(
        (one) => one === 'fairlead create default' || !/\bdefault\b|vboxnet|controlvm/.test(one),
      ),
      `${id}: ${commands.join(' | ')}`,
    );
    assert.ok(remedies.length > 0, id);
  }
});

test('of a machine that is off, what it must be on for is not suggested, but starting it is', () => {
  const off = snapshot({ machines: [machineView({ state: 'off' })] });
  for (const { id } of catalogue) {
    const commands = commandsOf(toFinding({ id, machine: 'default', sentence: 'x' }, off).remedies);
    assert.ok(!commands.some((one) => /^fairlead (ssh|fix|certs renew default)|controlvm/.test(one)), id);
  }
  const { remedies } = toFinding({ id: 'CERT_OLD_IP', machine: 'default', sentence: 'x' }, off);
  assert.equal(remedies[0]?.command, 'fairlead start default');
});

test('a machine of another driver is not changed through VirtualBox', () => {
  const other = snapshot({ machines: [machineView({ driver: 'hyperkit' })] });
  for (const { id } of catalogue) {
    const commands = commandsOf(toFinding({ id, machine: 'default', sentence: 'x' }, other).remedies);
    assert.ok(!commands.some((one) => one.startsWith('VBoxManage') || one.startsWith('fairlead vbox')), id);
  }
});

test('an adapter is suggested for removal only when it is known to be unused', () => {
  const removing = (unused?: string): readonly string[] =>
    commandsOf(
      toFinding({ id: 'DUP_ADAPTER', sentence: 'x', ...(unused === undefined ? {} : { unused }) }, snapshot())
        .remedies,
    ).filter((one) => one.includes('remove'));
  assert.deepEqual(removing('vboxnet3'), ['VBoxManage hostonlyif remove vboxnet3']);
  assert.deepEqual(removing(), []);
  const said = explainMessage('multiple host-only adapters with the same IP "192.168.99.1"', snapshot());
  assert.deepEqual(
    commandsOf(said.matches[0]?.remedies ?? []).filter((one) => one.includes('remove')),
    [],
  );
});

test('a context is suggested only where there is one', () => {
  const remedies = [
    { does: 'x', command: 'fairlead context use {machine}', needsRoot: false, disruptive: false },
  ];
  const context = { name: 'fairlead-default', state: 'ready', selected: false } as const;
  const count = (view: ReturnType<typeof machineView>): number =>
    filledRemedies(remedies, {}, snapshot({ machines: [view] })).length;
  assert.equal(count(machineView({ context })), 1);
  assert.equal(count(machineView()), 0);
});

test('what is said of a machine that is not here is said to be for elsewhere', () => {
  const text = 'dial tcp 192.168.99.100:2376: i/o timeout';
  assert.match(explainMessage(text, snapshot({ machines: [] })).sentence, /no machine: the commands are for/);
  assert.match(
    explainMessage(`Error: machine "work": ${text.replace('99.100', '99.107')}`, snapshot()).sentence,
    /no machine "work"/,
  );
  assert.doesNotMatch(explainMessage(text, snapshot()).sentence, /elsewhere|no machine/);
  assert.doesNotMatch(explainMessage(text).sentence, /no machine/);
});
