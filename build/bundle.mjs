// Bundles the entry points into dist/, so that the command starts fast and runs on any Node from 20.19 on,
// with or without type stripping. Libraries stay in node_modules and are loaded when first needed.
import { existsSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const entries = {
  fairlead: 'app/cli/fairlead.ts',
  demo: 'e2e/stage/demo.ts',
  engine: 'e2e/stage/engine.ts',
  'stand-in': 'e2e/stage/stand-in.ts',
};
const present = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: present,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['ssh2', 'node-forge', 'dockerode', 'socks'],
  sourcemap: 'linked',
  minifyWhitespace: false,
  logLevel: 'warning',
});
