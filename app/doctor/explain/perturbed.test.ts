import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorMessages } from '../../testing/error-messages.ts';
import { otherMessages } from '../../testing/other-messages.ts';
import { explainMessage } from './explain.ts';

/** What happens to a message between the program and the person who asks. */
const changes: Readonly<Record<string, (text: string) => string>> = {
  'other addresses': (text) =>
    text.replaceAll('192.168.99.', '192.168.59.').replaceAll('192.168.64.', '192.168.105.'),
  'other machine and interface': (text) =>
    text
      .replaceAll("'default'", "'dev-2'")
      .replace(/vboxnet(\d)/g, (_all, digit: string) => `vboxnet${Number(digit) + 3}`),
  'upper case': (text) => text.toUpperCase(),
  colours: (text) => `\u001b[31m${text.replaceAll(' ', '\u001b[0m \u001b[1;33m')}\u001b[0m`,
  'a prompt and a timestamp': (text) =>
    `anna@mac ~ % docker ps\n2024-05-01T10:11:12.123Z level=error msg="${text}"`,
  'Windows line ends': (text) => text.replaceAll('\n', '\r\n'),
  'typographic quotes': (text) => text.replaceAll("'", '’').replace(/"([^"]*)"/g, '“$1”'),
  'a quotation': (text) =>
    text
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  JSON: (text) => JSON.stringify({ message: text }),
  'JSON inside JSON': (text) => JSON.stringify({ log: JSON.stringify({ message: text }) }),
  'what syslog puts before a line': (text) =>
    text
      .split('\n')
      .map((line) => `Nov  3 08:09:10 mac build[412]: ${line}`)
      .join('\n'),
  'lines of others around it': (text) => `$ make up\nloading .env\n${text}\nmake: *** [up] Error 1\n`,
  'no-break blanks': (text) => text.replaceAll(' ', '\u00a0'),
  'full-width digits': (text) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  'Arabic digits': (text) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit))),
  'broken at blanks': (text) => wrapped(text, ' '),
  'broken anywhere, after 60 columns': (text) =>
    text.includes('\n') ? text : text.replace(/(.{60})/g, '$1\n'),
  'docker-machine around it': (text) => `Error running "docker" on (default): ${text}\nexit status 1`,
};

function wrapped(text: string, at: string): string {
  let column = 0;
  return text
    .split('')
    .map((one) => {
      column += 1;
      if (one !== at || column < 40) return one;
      column = 0;
      return '\n    ';
    })
    .join('');
}

const originals = Object.entries(errorMessages).flatMap(([id, messages]) =>
  messages.map((text) => ({ id, text })),
);

for (const [name, change] of Object.entries(changes))
  test(`with ${name} a message means the same`, () => {
    const lost = originals
      .filter(({ id, text }) => explainMessage(change(text)).matches[0]?.id !== id)
      .map(
        ({ id, text }) =>
          `${id}: ${text.slice(0, 100)}\n   => ${explainMessage(change(text))
            .matches.map((match) => match.id)
            .join(', ')}`,
      );
    assert.deepEqual(lost, [], lost.join('\n'));
  });

for (const name of ['colours', 'Windows line ends', 'a quotation', 'no-break blanks'])
  test(`with ${name} what means nothing still means nothing`, () => {
    for (const text of otherMessages)
      assert.deepEqual(explainMessage((changes[name] ?? String)(text)).matches, [], text);
  });

test('a message cut off inside a word is read to its end, and not when it ends with a whole one', () => {
  const first = (text: string): string | undefined => explainMessage(text).matches[0]?.id;
  assert.equal(
    first('Get "https://192.168.99.100:2376/info": dial tcp 192.168.99.100:2376: i/o ti'),
    'GUEST_TIMEOUT_VPN',
  );
  assert.equal(first('x509: certificate is valid for 192.168.99.100, not loca'), 'CERT_NO_LOCALHOST');
  assert.equal(first('route: writing to routing socket: File exi'), 'ROUTE_EXISTS');
  assert.equal(first('ping: sendto: Message too long'), 'MTU');
});
