/**
 * What is in the packaged app: electron-builder makes the archive, with an empty file where Electron would be, and
 * esbuild says which of its files are reached from those that are opened by name.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '../..');
/** Electron opens the first two, the app starts the third. */
const opened = ['dist/app/main.cjs', 'dist/app/preload.cjs', 'dist/fairlead.js'];
// Outside the project, so that nothing is found in its node_modules.
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'fl-archive-')));
const app = path.join(folder, 'app');

/** The part of @electron/asar that is used; electron-builder brings it. */
interface Asar {
  extractAll(archive: string, into: string): void;
  listPackage(archive: string): readonly string[];
}
let files: readonly string[] = [];
let asked: Promise<ReadonlySet<string>> | undefined;
const used = (): Promise<ReadonlySet<string>> => (asked ??= readUsed());

before(() => {
  const archive = pack();
  const builder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'));
  const asar = builder('@electron/asar') as Asar;
  asar.extractAll(archive, app);
  files = asar.listPackage(archive).map((file) => file.slice(1));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('what the packaged app opens is there, and so is everything that is imported from there', async () => {
  assert.deepEqual(
    opened.filter((file) => !files.includes(file)),
    [],
  );
  // An import that leads nowhere is an error of esbuild's.
  await used();
});

test('nothing else is in the packaged app: no file of the build, and no library, that is not reached', async () => {
  const reached = await used();
  const programs = files.filter((file) => /^dist\/(?!panel\/).*js$/.test(file));
  assert.deepEqual(
    programs.filter((file) => !reached.has(file)),
    [],
  );
  const libraryOf = (file: string): readonly string[] =>
    /^node_modules\/(@[^/]+\/)?[^/@]+(?=\/)/.exec(file) ?? [];
  const libraries = [...new Set(files.flatMap((file) => libraryOf(file).slice(0, 1)))];
  const usedLibraries = new Set([...reached].flatMap((file) => libraryOf(file).slice(0, 1)));
  assert.deepEqual(
    libraries.filter((library) => !usedLibraries.has(library)),
    [],
  );
  const others = files.filter((file) => /\.(ts|tsx|map|node|test\.\w+)$|^(app|main|e2e|shared)\//.test(file));
  assert.deepEqual(others, []);
});

test('the licence of every library that is bundled is in the packaged app', () => {
  const notices = readFileSync(path.join(app, 'dist/licences.txt'), 'utf8');
  for (const name of ['dockerode', 'menubar', 'node-forge', 'preact', 'tar', 'zod'])
    assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
});

/** Runs electron-builder as `npm run dist` does, up to the archive; the fuses want a real binary. */
function pack(): string {
  const electron = path.join(folder, 'electron');
  mkdirSync(electron);
  writeFileSync(path.join(electron, 'electron'), '');
  const { electronFuses: _, ...settings } = parse(
    readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'),
  ) as Readonly<Record<string, object>>;
  const configuration = path.join(folder, 'electron-builder.json');
  const output = path.join(folder, 'out');
  writeFileSync(
    configuration,
    JSON.stringify({
      ...settings,
      electronDist: electron,
      directories: { ...settings['directories'], output },
    }),
  );
  const cli = createRequire(import.meta.url).resolve('electron-builder/cli.js');
  const words = [
    cli,
    '--linux',
    'dir',
    '--publish',
    'never',
    '--config',
    configuration,
    '--projectDir',
    root,
  ];
  // Whatever it wanted to fetch would have to come from a port at which nobody is.
  const nowhere = 'http://127.0.0.1:9/';
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_MIRROR: nowhere, ELECTRON_BUILDER_BINARIES_MIRROR: nowhere },
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  const [archive] = globSync(path.join(output, '*/resources/app.asar'));
  assert.ok(archive !== undefined, stdout);
  return archive;
}

/** Files of the packaged app that are loaded, or can be, from those that are opened. */
async function readUsed(): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    absWorkingDir: app,
    entryPoints: opened,
    bundle: true,
    write: false,
    outdir: 'unused',
    format: 'esm',
    platform: 'node',
    external: ['electron'],
    metafile: true,
    logLevel: 'silent',
  });
  return new Set(Object.keys(metafile.inputs));
}
