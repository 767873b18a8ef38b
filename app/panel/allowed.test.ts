import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { json, openPanel } from '../testing/open-panel.ts';
import { temporaryFolder } from '../testing/temporary.ts';

test('the page may change the settings it shows, and no path of a program or store', async () => {
  await using panel = await openPanel();
  const headers = { ...json, Cookie: await panel.enter() };
  const change = async (body: object): Promise<string> =>
    (await panel.ask('POST /api/changeSetting', headers, JSON.stringify(body))).body;
  for (const key of ['tools.sudo', 'tools.route', 'stores', 'network.guestProxy', 'route.sudo', '__proto__'])
    assert.match(await change({ key, value: '/tmp/evil' }), /"code":"forbidden"/, key);
  assert.match(await change({ key: 'autoRepair', value: false, by: 'cli' }), /"code":"forbidden"/);
  assert.deepEqual(panel.core.calls, []);
  await change({ key: 'autoRepair', value: false });
  assert.deepEqual(
    panel.core.calls.map(({ name }) => name),
    ['changeSetting'],
  );
});

test('the last report can be fetched by whoever was let in, and no other file', async () => {
  await using panel = await openPanel();
  using folder = temporaryFolder();
  const file = folder.at('fairlead-report-1.tar.gz');
  writeFileSync(file, 'packed');
  const Cookie = await panel.enter();
  assert.equal((await panel.ask('GET /report.tar.gz', { Cookie })).status, 404);
  panel.core.answer('report', { file, bytes: 6, parts: [], missing: [] });
  const refused = await panel.ask('POST /api/report', { ...json, Cookie }, '{"file":"/tmp/mine"}');
  assert.match(refused.body, /"code":"forbidden"/);
  await panel.ask('POST /api/report', { ...json, Cookie }, '{}');
  const { body, head } = await panel.ask('GET /report.tar.gz', { Cookie });
  assert.equal(body, 'packed');
  assert.match(head, /content-disposition: attachment; filename="fairlead-report-1.tar.gz"/i);
  assert.equal((await panel.ask('GET /report.tar.gz')).status, 403);
});
