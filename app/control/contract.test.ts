import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { contract, type MethodName } from '../../shared/control/contract.ts';
import { protocol } from '../../shared/control/wire.ts';
import { openApi } from './openapi.ts';
import { answerReference, answerSchemas, inputSchema } from './schemas.ts';

const rewrite = 'UPDATE=1 node build/test.mjs app/control/contract.test.ts';
const golden = fileURLToPath(new URL('../../shared/control/contract.schema.json', import.meta.url));
const document = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

/** What the other side relies on. Descriptions are left out: better words need no new protocol number. */
function rendered(): { protocol: number; methods: unknown; answers: unknown } {
  const names = Object.keys(contract) as MethodName[];
  const methods = names.map((name) => {
    const { kind, path } = contract[name];
    return [name, { kind, path, input: inputSchema(name), output: answerReference(name) }];
  });
  return { protocol, methods: Object.fromEntries(methods) as unknown, answers: answerSchemas() };
}

function asText(value: unknown, leaveOut: readonly string[] = []): string {
  return `${JSON.stringify(value, (key, inner: unknown) => (leaveOut.includes(key) ? undefined : inner), 2)}\n`;
}

test('the contract changes only together with its protocol number', () => {
  const text = asText(rendered(), ['description']);
  if (process.env['UPDATE'] === '1') writeFileSync(golden, text);
  const committed = readFileSync(golden, 'utf8');
  if (committed === text) return;
  const before = (JSON.parse(committed) as { protocol: number }).protocol;
  assert.fail(
    before === protocol
      ? `The contract changed, but protocol is still ${protocol}: raise it in shared/control/wire.ts, then ${rewrite}`
      : `contract.schema.json is of protocol ${before}, the contract of ${protocol}: ${rewrite}`,
  );
});

test('docs/openapi.json is what the daemon serves', () => {
  const text = asText(openApi());
  if (process.env['UPDATE'] === '1') writeFileSync(document, text);
  assert.ok(readFileSync(document, 'utf8') === text, `docs/openapi.json is out of date: ${rewrite}`);
});

test('every method has a path of its own, and an input of named values', () => {
  const paths = Object.values(contract).map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
  for (const name of Object.keys(contract) as MethodName[])
    assert.equal(inputSchema(name)['additionalProperties'], false, name);
});
