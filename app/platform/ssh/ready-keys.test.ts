import assert from 'node:assert/strict';
import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Client, ClientChannel } from 'ssh2';
import { makeMachine } from '../../testing/make-store.ts';
import { startSshGuest } from '../../testing/ssh-guest.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { openConnection } from './connection.ts';

const inside = (client: Client) =>
  (
    client as unknown as {
      _protocol: {
        rekey: () => void;
        _cipher: { _encKey: unknown };
        _decipher: { _decipherKey: unknown };
      };
    }
  )._protocol;

function hasReadyKeys(client: Client): boolean {
  const { _cipher, _decipher } = inside(client);
  return _cipher._encKey instanceof KeyObject && _decipher._decipherKey instanceof KeyObject;
}

test('the keys of a connection are prepared after each exchange, and it goes on carrying', async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder[Symbol.dispose]());
  const made = await makeMachine({
    base: folder.at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
  });
  const guest = await startSshGuest({ root: folder.path, authorizedKey: made.authorizedKey });
  t.after(() => guest.stop());
  const machine = { ...made.machine, ssh: { ...made.machine.ssh, port: guest.port } };
  const client = await openConnection(machine, { knownHosts: folder.at('known') });
  t.after(() => client.destroy());
  assert.ok(hasReadyKeys(client), 'ssh2 has other names for its fields: look at ready-keys.ts');
  const exchanged = once(client, 'handshake');
  inside(client).rekey();
  await exchanged;
  assert.ok(hasReadyKeys(client));
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec('cat', (error, opened) => (error === undefined ? resolve(opened) : reject(error)));
  });
  channel.end('still here');
  const [heard] = (await once(channel, 'data')) as [Buffer];
  assert.equal(heard.toString(), 'still here');
});
