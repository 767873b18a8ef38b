// Reads the fuses of a packaged app and compares them with electron-builder.yml:
// `node build/read-fuses.mjs out/mac-arm64/Fairlead.app`.
import { readFileSync } from 'node:fs';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { parse } from 'yaml';

/** How a fuse stands in the binary: the digits 1 and 0. */
const state = { on: 0x31, off: 0x30 };

/** electron-builder's names for what @electron/fuses numbers. */
const names = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
};

const [app] = process.argv.slice(2);
if (app === undefined) throw new Error('which app? node build/read-fuses.mjs out/mac-arm64/Fairlead.app');
const { electronFuses } = parse(readFileSync('electron-builder.yml', 'utf8'));
const wire = await getCurrentFuseWire(app);
// The rest says how they are flipped.
const fuses = Object.entries(electronFuses).filter(([name]) => name in names);
if (fuses.length !== Object.keys(names).length)
  throw new Error('electron-builder.yml leaves a fuse as it is');
const wrong = fuses.filter(([name, wanted]) => wire[names[name]] !== (wanted ? state.on : state.off));
for (const [name, wanted] of wrong) console.error(`${name} is not ${wanted}`);
console.log(`${fuses.length - wrong.length} fuses as electron-builder.yml has them`);
process.exitCode = wrong.length === 0 ? 0 : 1;
