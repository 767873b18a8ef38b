import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsShape } from './settings.ts';

const proxies: readonly (readonly [text: string, isTaken: boolean])[] = [
  ['', true],
  ['socks5://127.0.0.1:1', true],
  ['socks5://127.0.0.1:1080', true],
  ['socks5://127.0.0.1:65535', true],
  ['socks5://127.0.0.1:65536', false],
  ['socks5://127.0.0.1:99999', false],
  ['socks5://127.0.0.1:0', false],
  ['socks5://127.0.0.1:080', false],
  ['socks5://127.0.0.1', false],
  ['socks5://10.0.0.1:1080', false],
  ['http://127.0.0.1:1080', false],
];

for (const [text, isTaken] of proxies)
  test(`network.guestProxy ${isTaken ? 'takes' : 'refuses'} "${text}"`, () => {
    assert.equal(settingsShape['network.guestProxy'].safeParse(text).success, isTaken);
  });
