/** How the app is packaged, as far as that can be seen without packaging it. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { iconShapes } from '../../main/tray-icon.ts';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Configuration {
  readonly asar: boolean;
  readonly npmRebuild: boolean;
  readonly files: readonly string[];
  readonly directories: { readonly output: string };
  readonly mac: Record<string, unknown> & { readonly extendInfo: Record<string, unknown> };
  readonly electronFuses: Record<string, boolean>;
}
const configuration = parse(read('electron-builder.yml')) as Configuration;
const schema = JSON.parse(read('node_modules/app-builder-lib/scheme.json')) as object;
// Its descriptions and formats are not ours to judge.
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

test("electron-builder's schema accepts electron-builder.yml", () => {
  assert.ok(validate(configuration), JSON.stringify(validate.errors));
});

test('the schema would notice a misspelt key', () => {
  const { mac } = configuration;
  assert.ok(!validate({ ...configuration, mac: { ...mac, hardenedRunTime: true } }));
  assert.ok(!validate({ ...configuration, electronFuses: { runAsnode: false } }));
});

test('nothing in app/ makes electron-builder take it for the application', () => {
  assert.ok(!existsSync(path.join(root, 'app/package.json')));
});

test('asar, nothing compiled, signed for notarisation with our own entitlements', () => {
  const { mac } = configuration;
  assert.equal(configuration.asar, true);
  assert.equal(configuration.npmRebuild, false);
  assert.equal(mac['hardenedRuntime'], true);
  assert.equal(mac['notarize'], true);
  assert.deepEqual(mac['target'], ['dmg', 'zip']);
  assert.equal(mac['entitlements'], mac['entitlementsInherit']);
  const keys = [...read(String(mac['entitlements'])).matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key);
  assert.deepEqual(keys, ['com.apple.security.cs.allow-jit']);
});

test('no icon in the dock, and the usage strings macOS shows', () => {
  const { extendInfo } = configuration.mac;
  assert.equal(extendInfo['LSUIElement'], true);
  assert.match(String(extendInfo['NSLocalNetworkUsageDescription']), /host-only network/);
  assert.match(String(extendInfo['NSUserNotificationsUsageDescription']), /VPN/);
  assert.equal(extendInfo['NSUserNotificationAlertStyle'], 'alert');
});

test('the fuses', () => {
  assert.deepEqual(configuration.electronFuses, {
    resetAdHocDarwinSignature: true,
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: false,
  });
});

test('every line of the allow-list takes something that was built', () => {
  for (const pattern of configuration.files.filter((one) => !one.startsWith('!')))
    assert.ok(globSync(pattern, { cwd: root }).length > 0, pattern);
});

test('what the app opens is in the package, and no sources or tests are', () => {
  const taken = new Set(
    configuration.files.filter((one) => !one.startsWith('!')).flatMap((one) => globSync(one, { cwd: root })),
  );
  const { main } = JSON.parse(read('package.json')) as { readonly main: string };
  const icons = iconShapes.flatMap((shape) =>
    ['', 'Attention'].flatMap((badge) =>
      ['', '@2x'].map((scale) => `assets/tray/${shape}${badge}Template${scale}.png`),
    ),
  );
  for (const file of [main, 'dist/app/preload.cjs', 'dist/fairlead.js', 'dist/panel/index.html', ...icons])
    assert.ok(taken.has(file), file);
  for (const file of taken) assert.doesNotMatch(file, /\.(ts|tsx)$|^(app|main|e2e|shared)\//);
});

test('tray icons are 16 and 32 pixels wide: larger ones may not be drawn', () => {
  for (const file of globSync('assets/tray/*.png', { cwd: root })) {
    const header = readFileSync(path.join(root, file));
    const wanted = file.endsWith('@2x.png') ? 32 : 16;
    assert.deepEqual([header.readUInt32BE(16), header.readUInt32BE(20)], [wanted, wanted], file);
  }
});
