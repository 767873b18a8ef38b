import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { OwnProgram, programFile } from './own-program.ts';

test('a program whose files are replaced or removed under it says so, and what to do', () => {
  using folder = temporaryFolder();
  const file = folder.at('fairlead.js');
  writeFileSync(file, 'one');
  const program = new OwnProgram(file);
  assert.deepEqual(program.advise(), []);
  // As npm does it: a new file of the same name.
  writeFileSync(`${file}.new`, 'two');
  renameSync(`${file}.new`, file);
  const [finding] = program.advise();
  assert.equal(finding?.code, 'program-replaced');
  assert.deepEqual(finding.evidence, [file]);
  assert.equal(finding.fix?.command, 'fairlead stop');

  const next = new OwnProgram(file);
  assert.deepEqual(next.advise(), []);
  rmSync(file);
  assert.equal(next.advise()[0]?.code, 'program-replaced');
  assert.deepEqual(new OwnProgram(file).advise(), [], 'nothing is known of a file that was never there');
});

test('in an archive the program that runs it is looked at', () => {
  const app = '/Applications/Fairlead.app/Contents';
  assert.equal(
    programFile(`${app}/Resources/app.asar/dist/fairlead.js`, `${app}/MacOS/Fairlead`),
    `${app}/MacOS/Fairlead`,
  );
  assert.equal(
    programFile('/opt/fairlead/dist/fairlead.js', '/usr/local/bin/node'),
    '/opt/fairlead/dist/fairlead.js',
  );
  assert.equal(programFile(undefined, '/usr/local/bin/node'), '/usr/local/bin/node');
});
