import assert from 'node:assert/strict';
import net, { type AddressInfo, type Socket } from 'node:net';
import { suite, test } from 'node:test';
import { dial } from './dialer.ts';

async function serving(
  onSocket: (socket: Socket) => void,
  act: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await act((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A SOCKS5 proxy that gives one reply; after a grant it greets and echoes. */
function proxy(reply: number, asked: string[] = []): (socket: Socket) => void {
  return (socket) => {
    let step = 0;
    socket.on('data', (data) => {
      step += 1;
      if (step === 1) socket.write(Buffer.from([5, 0]));
      else if (step === 2) {
        asked.push(`${data.subarray(4, 8).join('.')}:${data.readUInt16BE(8)}`);
        socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
      } else socket.write(data);
    });
  };
}

const at = (port: number): string => `socks5://127.0.0.1:${port}`;
const guest = { host: '192.0.2.1', port: 2376, timeoutMs: 2000 };

suite('dialling', () => {
  test('directly', () =>
    serving(
      (socket) => socket.end('hello'),
      async (port) => {
        const socket = await dial({ host: '127.0.0.1', port, timeoutMs: 2000 });
        const [chunk] = (await socket.take(1).toArray()) as Buffer[];
        assert.equal(chunk?.toString(), 'hello');
      },
    ));

  test('a port nobody listens on is refused', async () => {
    let free = 0;
    await serving(
      () => undefined,
      (port) => Promise.resolve(void (free = port)),
    );
    await assert.rejects(dial({ host: '127.0.0.1', port: free, timeoutMs: 2000 }), { code: 'ECONNREFUSED' });
  });

  test('this computer is never dialled through the proxy', () =>
    serving(
      () => undefined,
      async (port) => {
        const socket = await dial({ host: '127.0.0.1', port, timeoutMs: 2000, proxy: at(1) });
        socket.destroy();
      },
    ));
});

suite('dialling through the proxy', () => {
  test('reaches the guest', async () => {
    const asked: string[] = [];
    await serving(proxy(0, asked), async (port) => {
      const socket = await dial({ ...guest, proxy: at(port) });
      const answer = new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
      socket.write('ping');
      assert.equal(await answer, 'ping');
      assert.deepEqual(asked, ['192.0.2.1:2376']);
      socket.destroy();
    });
  });

  for (const [reply, code] of [
    [1, 'EHOSTUNREACH'],
    [2, 'EACCES'],
    [3, 'ENETUNREACH'],
    [4, 'EHOSTUNREACH'],
    [5, 'ECONNREFUSED'],
    [6, 'ETIMEDOUT'],
    [7, 'EPROTO'],
    [99, 'EPROTO'],
  ] as const)
    test(`reply ${reply} is ${code}`, () =>
      serving(proxy(reply), (port) => assert.rejects(dial({ ...guest, proxy: at(port) }), { code })));

  test('a proxy that says nothing is a timeout', () =>
    serving(
      () => undefined,
      (port) => assert.rejects(dial({ ...guest, timeoutMs: 60, proxy: at(port) }), { code: 'ETIMEDOUT' }),
    ));

  test('a proxy that hangs up, and one that speaks another language', async () => {
    await serving(
      (socket) => socket.end(),
      (port) => assert.rejects(dial({ ...guest, proxy: at(port) }), { code: 'ECONNRESET' }),
    );
    await serving(
      (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      (port) => assert.rejects(dial({ ...guest, proxy: at(port) }), { code: 'EPROTO' }),
    );
  });

  test('a proxy that is not there does not look like a living guest', async () => {
    let free = 0;
    await serving(
      () => undefined,
      (port) => Promise.resolve(void (free = port)),
    );
    await assert.rejects(dial({ ...guest, proxy: at(free) }), { code: 'ENETUNREACH' });
    await assert.rejects(dial({ ...guest, proxy: 'http://x' }), { code: 'EINVAL' });
  });
});
