// Runs in the company's network: answers TLS on 2376 and SSH on 22 of the address in argv[2], with keys of its
// own, and says `decoy: ready` and one line for each caller.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:tls';
import ssh2 from 'ssh2';
import { newAuthority } from '../../app/testing/make-store.ts';

const address = process.argv[2] ?? '';
const say = (line: string): void => void process.stdout.write(`decoy: ${line}\n`);

const { pem, key } = await newAuthority('somebody else');
const web = createServer({ cert: pem, key: key.export({ type: 'pkcs8', format: 'pem' }) }, (socket) => {
  say('a caller completed TLS');
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    say(`was sent ${chunk.toString().split('\r\n')[0] ?? ''}`);
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK');
  });
});
web.on('tlsClientError', () => undefined);

const hostKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;
const shell = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
  client.on('error', () => undefined);
  client.on('authentication', (attempt) => {
    say(`was asked to let ${attempt.username} in by ${attempt.method}`);
    attempt.reject();
  });
});

web.listen(2376, address, () => shell.listen(22, address, () => say('ready')));
