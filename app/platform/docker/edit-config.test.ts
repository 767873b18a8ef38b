import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editText } from './edit-config.ts';

const key = 'currentContext';
const written = [
  '{}',
  '{ }\n',
  '{\n}',
  '{"auths":{}}',
  '{\n\t"auths": {\n\t\t"a": {"b": [1, "}", "\\"{"]}\n\t}\n}',
  '\n{ "x" : 1e3 , "y":null }\n\n',
  '{"psFormat":"<\\u003c{{.Names}}>"}',
];

test('a key that is put in and taken away again leaves the same bytes', () => {
  for (const text of written) {
    const put = editText(text, key, 'fairlead');
    assert.deepEqual(JSON.parse(put), { ...(JSON.parse(text) as object), [key]: 'fairlead' }, put);
    assert.equal(editText(put, key, undefined), text, put);
  }
});

test('a key that is changed and changed back leaves the same bytes, wherever it stands', () => {
  for (const text of [
    '{"currentContext":"theirs"}',
    '{ "a": {"currentContext": "no"}, "currentContext"\t:  "theirs" , "b": [] }',
    '{\n  "a": 1,\n  "currentContext": "theirs"\n}\n',
  ]) {
    const put = editText(text, key, 'fairlead');
    assert.deepEqual(JSON.parse(put), { ...(JSON.parse(text) as object), [key]: 'fairlead' });
    assert.equal(editText(put, key, 'theirs'), text);
    const gone = JSON.parse(editText(text, key, undefined)) as object;
    const { [key]: _own, ...rest } = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(gone, rest);
  }
});

test('what is no object, and a key that stands there twice, is refused', () => {
  for (const text of ['', '[]', 'null', '"{}"', '{"a":}', '{"currentContext":"a","currentContext":"b"}'])
    assert.throws(() => editText(text, key, 'x'), SyntaxError, text);
});

test('any object in any form survives', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 1, '\t'),
      fc.string(),
      (object, indent, value) => {
        const { [key]: _own, ...rest } = object;
        const text = JSON.stringify(rest, undefined, indent);
        const put = editText(text, key, value);
        assert.equal((JSON.parse(put) as Record<string, unknown>)[key], value);
        assert.equal(editText(put, key, undefined), text);
      },
    ),
  );
});
