import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { FileLog } from './log.ts';

const begin = ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' ');
const end = ['-----END', 'RSA PRIVATE KEY-----'].join(' ');

function logIn(folder: string, more: { rotateBytes?: number } = {}): FileLog {
  return new FileLog({ folder, now: () => 0, ...more });
}

test('one line for each change, in a file of its owner only', () => {
  using folder = temporaryFolder();
  const log = logIn(folder.at('logs'));
  log.debug('not kept');
  log.info('the route left vboxnet0');
  log.warn('first\nsecond');
  assert.equal(
    readFileSync(log.file, 'utf8'),
    '1970-01-01T00:00:00.000Z info  the route left vboxnet0\n1970-01-01T00:00:00.000Z warn  first ⏎ second\n',
  );
  assert.equal(statSync(log.file).mode & 0o777, 0o600);
});

test('the same line again is counted', () => {
  using folder = temporaryFolder();
  const log = logIn(folder.path);
  for (let index = 0; index < 1000; index += 1) log.info('no answer');
  log.info('an answer');
  log.info('an answer');
  log.close();
  assert.deepEqual(
    log.lines(10).map(({ message }) => message),
    ['no answer', 'the line before came 999 more times', 'an answer', 'the line before came 1 more time'],
  );
});

test('keys and certificates never reach it, whole or cut', () => {
  using folder = temporaryFolder();
  const log = logIn(folder.path);
  log.error(`cannot read ${begin}\nMIIsecret\n${end}, so it failed`);
  log.error(`cut off: ${begin}\nMIIsecret\nMIIsec`);
  log.error(`MIIsecret\nMIIsecret\n${end} came back`);
  assert.ok(!readFileSync(log.file, 'utf8').includes('MIIsec'));
  assert.match(readFileSync(log.file, 'utf8'), /\[RSA PRIVATE KEY left out\], so it failed/);
});

test('a full file is set aside, and two of those are kept', () => {
  using folder = temporaryFolder();
  const log = logIn(folder.path, { rotateBytes: 200 });
  for (let index = 0; index < 30; index += 1) log.info(`line number ${index}`);
  assert.ok(statSync(log.file).size <= 200);
  assert.ok(existsSync(`${log.file}.1`));
  assert.ok(existsSync(`${log.file}.2`));
  assert.ok(!existsSync(`${log.file}.3`));
  const kept = [2, 1].map((index) => readFileSync(`${log.file}.${index}`, 'utf8')).join('');
  assert.match(kept + readFileSync(log.file, 'utf8'), /line number 29\n$/);
});

test('a log that cannot be written still tells its readers', () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('file'), '');
  const log = logIn(folder.at('file/logs'));
  const heard: string[] = [];
  const leave = log.subscribe(({ message }) => heard.push(message));
  log.info('one');
  leave();
  log.info('two');
  assert.deepEqual(heard, ['one']);
  assert.equal(log.lines(5).length, 2);
  assert.deepEqual(log.lines(0), []);
});
