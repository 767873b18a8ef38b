import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distrustOf, type Looked } from './tool-trust.ts';

interface One {
  readonly uid?: number;
  readonly mode?: number;
  readonly link?: boolean;
}

/** A file system of root's, with exceptions. */
function looking(exceptions: Readonly<Record<string, One>>, links: Readonly<Record<string, string>> = {}) {
  return {
    resolve: (file: string) => links[file] ?? file,
    look: (file: string) => {
      const { uid = 0, mode = 0o755, link = false } = exceptions[file] ?? {};
      return {
        uid,
        mode,
        isSymbolicLink: () => link,
        isFile: () => /\/(ip|route|iproute2)$/.test(file),
      };
    },
  };
}

test('a program of the system may be named, also behind a link of root', () => {
  assert.equal(distrustOf('/sbin/route', 'route', looking({})), undefined);
  const links = { '/sbin/ip': '/usr/sbin/iproute2' };
  assert.equal(
    distrustOf('/sbin/ip', 'ip', looking({ '/sbin/ip': { link: true, mode: 0o777 } }, links)),
    undefined,
  );
});

for (const file of ['/usr/local/bin/ip', 'ip', '', '/sbin/../tmp/ip', '/sbin/route', '/bin/sh'])
  test(`${JSON.stringify(file)} is never named as ip`, () => {
    assert.match(distrustOf(file, 'ip', looking({})) ?? '', /not where the system keeps ip/);
  });

test('what another user owns or may write is never named, on the way or behind a link', () => {
  const links = { '/sbin/ip': '/opt/tools/ip' };
  for (const exceptions of [
    { '/sbin/ip': { uid: 501 } },
    { '/sbin/ip': { mode: 0o775 } },
    { '/sbin': { mode: 0o757 } },
    { '/': { uid: 501 } },
  ] satisfies Record<string, One>[])
    assert.match(distrustOf('/sbin/ip', 'ip', looking(exceptions)) ?? '', /root/, JSON.stringify(exceptions));
  for (const exceptions of [
    { '/opt': { uid: 501 } },
    { '/opt/tools': { mode: 0o777 } },
    { '/opt/tools/ip': { uid: 1 } },
  ])
    assert.match(distrustOf('/sbin/ip', 'ip', looking(exceptions, links)) ?? '', /\/opt.* root/);
});

test('what cannot be looked at is never named', () => {
  const look = (): Looked => {
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  };
  assert.match(distrustOf('/sbin/ip', 'ip', { look, resolve: (file) => file }) ?? '', /ENOENT/);
});
