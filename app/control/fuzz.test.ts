import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contract } from '../../shared/control/contract.ts';
import { parsedAnswer, requestText, sendRaw, serving } from '../testing/serving.ts';

const paths = Object.values(contract).map(({ path }) => `/v1/${path}`);
const path = fc.oneof(
  fc.constantFrom(...paths.filter((one) => !/watch|timeline|logs/.test(one))),
  fc.webPath(),
);
const verb = fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'get');
const headerName = fc.stringMatching(/^[A-Za-z-]{1,20}$/);
const headerValue = fc.stringMatching(/^[ -~]{0,40}$/);

test('whatever is sent, the server goes on serving', async () => {
  await using served = await serving({ requestMs: 200 });
  const isServing = async (): Promise<void> => {
    assert.equal((await served.client.status({})).revision, 1);
  };
  const bytes = fc.uint8Array({ maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      await sendRaw(served.home.socket, Buffer.concat([sent, Buffer.from('\r\n\r\n')]));
      await isServing();
    }),
    { numRuns: 40 },
  );
  const body = fc.oneof(fc.json(), fc.string());
  const headers = fc.dictionary(headerName, headerValue, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(verb, path), headers, body, async ([how, where], extra, sent) => {
      const answer = await sendRaw(served.home.socket, requestText(`${how} ${where}`, extra, sent));
      // An answer to HEAD, and one by Node's own parser, has no body.
      if (/^HTTP\/1\.1 [45]\d\d .*\r\n\r\n./s.test(answer)) {
        const failure = parsedAnswer(answer).body;
        assert.equal(typeof failure['code'], 'string');
        assert.notEqual(failure['code'], 'internal');
      }
      await isServing();
    }),
    { numRuns: 100 },
  );
});

test('any input of a command is either taken by the contract or refused as a bad request', async () => {
  await using served = await serving();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const sent = JSON.stringify(value);
      const { status } = parsedAnswer(
        await sendRaw(served.home.socket, requestText('POST /v1/look', {}, sent)),
      );
      const isTaken = contract.look.input.safeParse(JSON.parse(sent)).success;
      assert.equal(status, isTaken ? 200 : 400);
    }),
    { numRuns: 60 },
  );
});
