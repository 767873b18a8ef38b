// `npm start`: the menubar app, or, where Electron's binary cannot be had, the same panel in the browser.
// Arguments go to whichever of the two it is.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { electronBinary } from '../e2e/app/available.ts';

const root = path.join(import.meta.dirname, '..');

/** On a Mac it is fetched once; the app has no other use elsewhere, so nothing is fetched there. */
function fetched() {
  if (process.platform !== 'darwin') return undefined;
  const installer = path.join(root, 'node_modules/electron/install.js');
  spawnSync(process.execPath, [installer], { stdio: 'inherit' });
  return electronBinary();
}

const binary = electronBinary() ?? fetched();
if (binary === undefined)
  console.error(
    process.platform === 'darwin'
      ? "Electron's binary could not be fetched (npx install-electron says why), so the panel opens in the browser."
      : 'The menubar app is for macOS and there is no Electron binary here, so the panel opens in the browser.',
  );
// Left over from a terminal inside an Electron editor, it would turn the app into a plain Node.
const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
const [program, ...first] =
  binary === undefined ? [process.execPath, path.join(root, 'dist/fairlead.js'), 'panel'] : [binary, root];
const child = spawn(program, [...first, ...process.argv.slice(2)], { stdio: 'inherit', env: environment });
// Ctrl-C reaches both; the app ends in its own order, and this waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill());
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
