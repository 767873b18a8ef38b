/** `npm run set-up`: on Debian as root, installs what the tests use, saying so; elsewhere says why it does not. */
import { cannotInstall, install } from './debian.ts';
import { findProgram, lacking } from './lab/needs.ts';

/** Debian's package for each program that one lane or scenario uses; without it, that one is skipped. */
const wanted: Readonly<Record<string, string>> = {
  chromium: 'chromium',
  zsh: 'zsh',
  fish: 'fish',
  tcsh: 'tcsh',
  faketime: 'faketime',
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const lab = await lacking();
if (lab.reason !== undefined) say(`the lab will be skipped: ${lab.reason}`);
const others = Object.entries(wanted).filter(([program]) => findProgram(program) === undefined);
const missing = [
  ...new Set([...(lab.reason === undefined ? lab.packages : []), ...others.map(([, name]) => name)]),
];
const reason = missing.length === 0 ? undefined : cannotInstall();
if (reason !== undefined) say(`not installed, because ${reason}: ${missing.join(' ')}`);
else
  try {
    await install(missing, say);
    if (missing.length === 0) say('everything is there');
  } catch (error) {
    say((error as Error).message);
    process.exitCode = 1;
  }
