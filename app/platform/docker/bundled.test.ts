/** dockerode as it is bundled: what Node warns of would stand in the middle of what a command says. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const bundle = path.join(import.meta.dirname, '../../../dist/dockerode.cjs');
const program = `
  const Docker = require(process.argv[1]);
  const ask = (host) => new Docker({ protocol: 'http', host, port: Number(process.argv[2]) }).listContainers({ all: true });
  Promise.all([ask('127.0.0.1'), ask('http://127.0.0.1')]).then((answers) => console.log(JSON.stringify(answers)));`;

test(
  'asks over TCP without a word of warning, and at the right address',
  { skip: existsSync(bundle) ? false : 'nothing has been built: npm run build' },
  async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [
        ...['--throw-deprecation', '-e', program, bundle, String(port)],
      ]);
      assert.equal(stderr, '');
      assert.equal(stdout, '[[],[]]\n');
      assert.deepEqual(asked, ['/containers/json?all=true', '/containers/json?all=true']);
    } finally {
      server.close();
    }
  },
);
