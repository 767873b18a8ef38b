// Bundles the entry points into dist/, so that the command starts fast and runs on any Node from 20.19 on,
// with or without type stripping. Libraries stay in node_modules and are loaded when first needed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';

/** What a user's computer runs, and what the menubar app is packaged with. */
const product = {
  process: 'app/cli/process.ts',
  'daemon-process': 'app/cli/daemon-process.ts',
};
/** The stage and the lab, in a folder of their own: by its name alone nothing of them gets into the app. */
const makeBelieve = {
  demo: 'e2e/stage/demo.ts',
  engine: 'e2e/stage/engine.ts',
  'stand-in': 'e2e/stage/stand-in.ts',
  'mac-command': 'e2e/lab/stand-ins/macos.ts',
};
/** Becomes dist/ when all of it is there: a command or a daemon of this checkout may load from dist/ meanwhile. */
const made = 'dist.new';
const common = {
  outdir: made,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
};

/**
 * Importing a module of Node's as ESM reads every one of its exports. That takes time, which the first few
 * milliseconds of `fairlead status` have not, and memory: node:http's WebSocket brings all of undici with it,
 * 10 MB that a daemon never uses. So each name is read by itself, and esbuild drops those that nobody imports;
 * a CommonJS module in between would be copied at each import, in all 9,000 getters of 2 MB.
 */
const ownModules = {
  name: 'own-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) => ({
      path,
      namespace: kind === 'require-call' ? 'node-cjs' : 'node',
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: 'node-cjs' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: [
        `const own = process.getBuiltinModule('${path}');`,
        'export default own;',
        ...Object.keys(process.getBuiltinModule(path))
          .filter((name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name))
          .map(
            (name) =>
              `const own_${name} = /* @__PURE__ */ (() => own.${name})(); export { own_${name} as ${name} };`,
          ),
      ].join('\n'),
    }));
  },
};
/** The whole command line is the `process` entry, loaded when more than the quick status or a daemon is asked. */
const quickStart = {
  name: 'quick-start',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(daemon-)?process\.ts$/ }, ({ path }) => ({
      path: path.replace(/ts$/, 'js'),
      external: true,
    }));
  },
};

/**
 * dockerode without what only image builds need: gRPC, protobuf and tar (a quarter of a second and 34 MB at
 * every start of a daemon), and without its own SSH. Whoever reaches for one of them gets an error that says so.
 */
const leanDockerode = {
  name: 'lean-dockerode',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /docker-modem\/lib\/modem\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        // Written out for a log that nobody reads: a tenth of what an idle daemon computes.
        .replace(/debug\('Sending: %s', util\.inspect\([^)]*\)\);/, '')
        // Node warns of url.parse on the terminal, in the middle of what a command says.
        .replace('url.parse(address)', 'urlOf(address)')
        .replace('url.parse(this.host)', '/^[a-z]+:/i.test(this.host) ? new URL(this.host) : {}')
        .replace('url.resolve(address, options.path)', 'new URL(options.path, address).href')
        .concat(
          'function urlOf(text) { const { hostname, port, pathname, search } = new URL(text); return { hostname, port, path: pathname + search }; }',
        ),
    }));
    onResolve({ filter: /^(@grpc\/.*|protobufjs|tar-fs|ssh2|@balena\/dockerignore)$/ }, ({ path }) => ({
      path,
      namespace: 'left-out',
    }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `
        const fail = () => { throw new Error('${path} is left out of this build'); };
        const absent = new Proxy(function () {}, { get: () => absent, apply: fail, construct: fail });
        module.exports = absent;`,
    }));
  },
};
/** Of node-forge, what writes ASN.1 is used and nothing else; the whole of it takes 4 MB of a daemon. */
const leanForge = {
  name: 'lean-forge',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node-forge$/ }, () => ({ path: 'node-forge', namespace: 'lean-forge' }));
    onLoad({ filter: /.*/, namespace: 'lean-forge' }, () => ({
      contents: "require('node-forge/lib/asn1'); module.exports = require('node-forge/lib/forge');",
      resolveDir: process.cwd(),
    }));
  },
};
/** @param {string} file where the one of this build is, seen from the folder that is written */
const ownDockerode = (file) => ({
  name: 'own-dockerode',
  setup({ onResolve }) {
    onResolve({ filter: /^dockerode$/ }, () => ({ path: file, external: true }));
  },
});
/** Not taken into the bundle, but loaded from node_modules, also in the packaged app; everything else is. */
const external = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);

for (const rest of [made, 'dist.old']) rmSync(rest, { recursive: true, force: true });
const quick = await build({
  ...common,
  entryPoints: { fairlead: 'app/cli/fairlead.ts' },
  plugins: [quickStart, ownModules],
  metafile: true,
});
const library = Object.keys(quick.metafile.inputs).find((file) => file.startsWith('node_modules/'));
if (library !== undefined)
  throw new Error(
    `dist/fairlead.js would bring ${library} with it, which every quick status and every daemon would pay for: see what app/cli/fast-status.ts imports`,
  );
const docker = await build({
  ...common,
  entryPoints: { dockerode: 'node_modules/dockerode/lib/docker.js' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  plugins: [leanDockerode],
  metafile: true,
});
const { metafile } = await build({
  ...common,
  entryPoints: product,
  plugins: [ownDockerode('./dockerode.cjs'), ownModules, leanForge],
  splitting: true,
  external,
  metafile: true,
});
await build({
  ...common,
  entryPoints: makeBelieve,
  outdir: `${made}/stage`,
  plugins: [ownDockerode('../dockerode.cjs'), ownModules, leanForge],
  splitting: true,
  external,
});
if (loadedBy(`${made}/daemon-process.js`).has('commander'))
  throw new Error(
    'dist/daemon-process.js would load commander and the definitions of all commands, 2 MB of every daemon: see what app/cli/run-daemon.ts imports',
  );

/** All that is loaded together with a file of the bundle, itself and libraries too. */
function loadedBy(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
    if (kind === 'import-statement') loadedBy(path, seen);
  return seen;
}

/** The menubar app: CommonJS, because a sandboxed preload cannot be a module, and menubar is none. */
const app = await build({
  ...common,
  entryPoints: { 'app/main': 'main/main.ts', 'app/preload': 'main/preload.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  external: ['electron'],
  metafile: true,
});

// The panel's page: one script and one style sheet for browsers, and its files beside them. Nothing of Node's gets in.
const panel = await build({
  entryPoints: { app: 'renderer/main.tsx', style: 'renderer/style/style.css' },
  outdir: `${made}/panel`,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome120', 'safari17', 'firefox128'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'linked',
  logLevel: 'warning',
  metafile: true,
});
for (const name of ['index.html', 'icon.svg']) cpSync(`renderer/${name}`, `${made}/panel/${name}`);

const inputs = [docker.metafile, metafile, app.metafile, panel.metafile].flatMap((one) =>
  Object.keys(one.inputs),
);
writeFileSync(`${made}/licences.txt`, noticesOf(inputs));

// The page for man(1) comes from the commands' own definitions.
const page = spawnSync(process.execPath, [`${made}/fairlead.js`, 'manual-page'], { encoding: 'utf8' });
if (page.status !== 0) throw new Error(`the manual page could not be made: ${page.stderr}`);
mkdirSync(`${made}/man`, { recursive: true });
writeFileSync(`${made}/man/fairlead.1`, page.stdout);

if (existsSync('dist')) renameSync('dist', 'dist.old');
renameSync(made, 'dist');
rmSync('dist.old', { recursive: true, force: true });
