/**
 * The import arrows of the house, in one readable place. A folder may import itself, Node's own modules
 * (unless it is pure) and what stands beside it here; third-party modules are named like folders.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const words = ['app/ports', 'app/reading', 'app/route', 'app/machine'];

const arrows: Readonly<Record<string, readonly string[]>> = {
  // The vocabulary: runs anywhere.
  shared: ['zod'],

  // The panel's page runs in a browser: it knows the vocabulary and nothing of the product.
  renderer: ['shared', 'preact'],

  // Values and judgement.
  'app/reading': [],
  'app/route': ['app/reading'],
  'app/machine': ['app/ports', 'app/reading', 'app/route', 'zod'],
  'app/ports': ['app/reading', 'app/route', 'app/machine'],
  'app/certificate': [...words, 'shared', 'app/home', 'node-forge'],
  'app/reconcile': [...words, 'shared', 'app/certificate', 'app/home', 'zod'],

  // What an error message means, and what is wrong here.
  'app/doctor': [...words, 'shared', 'app/home', 'tar'],

  // Effects. No adapter knows another one; each may start programs or dial.
  'app/platform/process': ['app/ports', 'app/reading'],
  'app/platform/network': ['app/ports', 'app/reading', 'socks'],
  'app/platform/macos': [...words, 'app/platform/process'],
  'app/platform/linux': [...words, 'app/platform/process'],
  'app/platform/virtualbox': [...words, 'app/platform/process'],
  'app/platform/ssh': [...words, 'app/home', 'app/platform/network', 'ssh2'],
  'app/platform/docker': [
    ...words,
    'app/certificate',
    'app/home',
    'app/platform/network',
    'dockerode',
    'zod',
  ],
  'app/home': ['shared', 'app/ports', 'zod'],

  // What follows the snapshot and takes no part in the decisions.
  'app/context': [...words, 'shared'],
  'app/published': [...words, 'shared'],

  // Statements of shells, for the command and for the panel's copy button.
  'app/env': ['shared'],

  // What is carried to the engines, over adapters it does not know.
  'app/endpoint': [...words, 'shared', 'app/home', 'app/reconcile'],

  // What puts them together.
  'app/control': ['shared', 'app/home', 'app/ports', 'app/platform/process', 'zod'],
  'app/panel': ['shared', 'app/control', 'app/home'],
  'app/daemon': [
    ...words,
    'shared',
    'app/certificate',
    'app/context',
    'app/control',
    'app/doctor',
    'app/everyday',
    'app/env',
    'app/endpoint',
    'app/home',
    'app/platform',
    'app/published',
    'app/reconcile',
    'app/version',
  ],
  // What docker-machine's users do every day, on the store and the VM themselves; needs no daemon.
  'app/everyday': [...words, 'shared', 'app/certificate', 'app/home', 'app/platform', 'zod'],
  'app/version': ['package.json'],

  // The command knows the contract, and the daemon only as something to start, in this process or its own.
  'app/cli': [
    'shared',
    'app/control',
    'app/daemon',
    'app/everyday',
    'app/doctor',
    'app/env',
    'app/home',
    'app/panel',
    'app/reading',
    'app/route',
    'app/version',
    'commander',
    'zod',
  ],

  // The menubar app hosts the daemon as a process of its own, and knows no more of it than the contract.
  main: ['shared', 'app/control', 'app/home', 'app/panel', 'app/ports', 'electron', 'zod'],
};

/** Arrows of single files, where a folder has no business. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  // A temporary file may be swept when the process that was writing it runs no more.
  'app/home/temporaries.ts': ['app/platform/process'],
  // `route explain` reads a table from a file, of this Mac or of anybody's, and needs no daemon for it.
  'app/cli/route-explain-source.ts': ['app/platform/macos'],
  // It hands menubar in, as all other parts of Electron.
  'main/main.ts': ['menubar'],
};

/** What is decided here must not depend on the moment or the computer: no module of Node's either. */
const pure = [
  /^shared\//,
  /^renderer\//,
  /^app\/route\//,
  /^app\/reading\.ts$/,
  /^app\/doctor\/(catalogue|explain)\//,
  /^app\/env\//,
  /^app\/published\/wanted-ports\.ts$/,
  /^app\/reconcile\/(assess|decide|facts|foresee|fight|quiet|attempts|sentence)\.ts$/,
  /^app\/reconcile\/advise\//,
  /^main\/(channels|farewell|hardening|menu-template|menu-text|sight|situation|tray-icon|tray-menu|tray-visible)\.ts$/,
];

const root = path.join(import.meta.dirname, '..');

interface Import {
  readonly file: string;
  readonly target: string;
}

test('imports follow the arrows of the house', () => {
  const wrong = importsOf('{shared,app,main,renderer}/**/*.{ts,tsx}')
    .filter(({ file }) => !isTest(file) && !file.startsWith('app/testing/'))
    .filter(({ file, target }) => !target.startsWith('node:') && !isAllowed(file, target))
    .map(({ file, target }) => `${file} imports ${target}, which ${folderOf(file)} may not know.`);
  assert.deepEqual(wrong, [], `${wrong.join('\n')}\nThe arrows stand in app/imports.test.ts.`);
});

test('pure files import no module of Node', () => {
  const wrong = importsOf('{shared,app,main,renderer}/**/*.{ts,tsx}')
    .filter(({ file, target }) => !isTest(file) && target.startsWith('node:'))
    .filter(({ file }) => pure.some((pattern) => pattern.test(file)))
    .map(({ file, target }) => `${file} is pure and imports ${target}.`);
  assert.deepEqual(wrong, [], wrong.join('\n'));
});

test('the product imports neither its fakes nor its stage, and no Electron', () => {
  const wrong = importsOf('{shared,app,renderer}/**/*.{ts,tsx}')
    .filter(({ file, target }) => {
      const mayUseFakes = isTest(file) || file.startsWith('app/testing/');
      return target === 'electron' || target === 'e2e' || (!mayUseFakes && target === 'app/testing');
    })
    .map(({ file, target }) => `${file} imports ${target}.`);
  assert.deepEqual(wrong, [], wrong.join('\n'));
});

test('only the entry and the preload of the app import values of Electron', () => {
  const files = globSync('main/**/*.ts', { cwd: root }).filter((file) =>
    /^import (?!type\b)[^;]*from .electron.;/m.test(readFileSync(path.join(root, file), 'utf8')),
  );
  assert.deepEqual(files.sort(), ['main/main.ts', 'main/preload.ts']);
});

test('what ships imports nothing of Node that came after 20.19', () => {
  const shipped = globSync('{app,shared,main,e2e/stage}/**/*.ts', { cwd: root }).filter(
    (file) => !isTest(file) && !file.startsWith('app/testing/'),
  );
  assert.ok(shipped.length > 300);
  const wrong = shipped.filter((file) =>
    /^import [^;]*\bglob(Sync)?\b[^;]*from 'node:fs/m.test(readFileSync(path.join(root, file), 'utf8')),
  );
  assert.deepEqual(wrong, [], `${wrong.join(', ')}: glob is not in Node 20, on which dist/ has to run.`);
});

test('every folder of the product has its arrows', () => {
  const folders = new Set(
    globSync('{shared,app,main,renderer}/**/*.{ts,tsx}', { cwd: root })
      .filter((file) => !isTest(file))
      .map(folderOf),
  );
  folders.delete('app/testing');
  const missing = [...folders].filter((folder) => arrows[folder] === undefined);
  assert.deepEqual(missing, [], `${missing.join(', ')}: no row in the table of app/imports.test.ts.`);
});

function isAllowed(file: string, target: string): boolean {
  const folder = folderOf(file);
  if (target === folder || exceptions[file]?.includes(target) === true) return true;
  return (arrows[folder] ?? []).some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
}

function importsOf(pattern: string): readonly Import[] {
  return globSync(pattern, { cwd: root }).flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g)].map(
      (match) => match[1] ?? '',
    );
    return specifiers.map((specifier) => ({ file, target: targetOf(file, specifier) }));
  });
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return folderOf(path.posix.join(path.posix.dirname(file), specifier));
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** `app/platform/macos`, `app/route`, `shared`; a file that stands alone is named without its ending. */
function folderOf(file: string): string {
  const [top = '', second, ...rest] = file.split('/');
  if (top !== 'app' || second === undefined) return top;
  if (rest.length === 0) return `${top}/${second.replace(/\.ts$/, '')}`;
  return second === 'platform' ? `${top}/platform/${rest[0] ?? ''}` : `${top}/${second}`;
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}
