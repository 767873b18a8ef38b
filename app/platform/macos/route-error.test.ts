import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRouteChange } from './route-error.ts';

function judge(stdout: string, stderr: string, exitCode = 0): string {
  return judgeRouteChange({ kind: 'ran', exitCode, stdout, stderr }).kind;
}

test('success is an echo without a complaint', () => {
  assert.equal(judge('add net 192.168.99.0: gateway vboxnet0\n', ''), 'done');
  assert.equal(judge('delete host 192.168.99.100\n', ''), 'done');
  assert.equal(judge('add net 10.0.0.0: gateway en0\n', 'sudo: unable to resolve host mac.local\n'), 'done');
});

test('the kernel refuses with exit status 0', () => {
  const socket = (text: string): string => `route: writing to routing socket: ${text}\n`;
  const echo = (text: string): string => `add net 192.168.99.0: gateway vboxnet0: ${text}\n`;
  assert.equal(judge(echo('File exists'), socket('File exists')), 'file-exists');
  assert.equal(judge('delete net 192.168.99.0: not in table\n', socket('not in table')), 'not-in-table');
  assert.equal(judge(echo('Network is unreachable'), socket('Network is unreachable')), 'unreachable');
  assert.equal(judge(echo('Invalid argument'), socket('Invalid argument')), 'other');
  assert.equal(judge(echo('Operation not permitted'), socket('Operation not permitted')), 'refused');
  assert.equal(judge('', '', 64), 'other');
});

test('every way to say "you may not" is a refusal', () => {
  const refusals = [
    'route: must be root to alter routing table',
    'sudo: a password is required',
    'sudo: a terminal is required to read the password; either use the -S option',
    'sudo: no tty present and no askpass program specified',
    'sudo: sorry, you must have a tty to run sudo',
    'me is not in the sudoers file.  This incident will be reported.',
    'Sorry, user me is not allowed to execute /sbin/route -n delete as root on mac.',
    'Sorry, user me may not run sudo on mac.',
    'sudo: /etc/sudoers.d/fairlead:1:9: syntax error',
    'sudo: effective uid is not 0, is sudo installed setuid root?',
    'sudo: interactive authentication is required',
    'sudo: unknown user: root',
    'sudo: /sbin/route: command not found',
  ];
  for (const text of refusals)
    for (const exitCode of [0, 1, 77]) assert.equal(judge('', `${text}\n`, exitCode), 'refused', text);
});

test('a missing sudo is a refusal, a hanging one is not', () => {
  const notRun = { kind: 'not-run', reason: 'it did not start' } as const;
  assert.equal(judgeRouteChange({ ...notRun, why: 'missing' }).kind, 'refused');
  assert.equal(judgeRouteChange({ ...notRun, why: 'timeout' }).kind, 'other');
});
