import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseNcList, parseShows } from './scutil.ts';

test('show: dictionaries and missing keys in their order', () => {
  const shown = parseShows(`<dictionary> {
  Addresses : <array> {
    0 : 10.5.0.2
    1 : 
  }
  InterfaceName : utun2
  Nested : <dictionary> {
    Router : 10.5.0.1
  }
  ServerURL : https://vpn.example.com:443/x : y
}
  No such key
<dictionary> {
}
`);
  assert.deepEqual(shown, [
    {
      Addresses: ['10.5.0.2', ''],
      InterfaceName: 'utun2',
      Nested: { Router: '10.5.0.1' },
      ServerURL: 'https://vpn.example.com:443/x : y',
    },
    undefined,
    {},
  ]);
});

test('--nc list', () => {
  const services = parseNcList(`Available network connection services in the current set (*=enabled):
* (Connected)      AAAA-01 PPP --> L2TP       "Office (Berlin)"              [PPP:L2TP]
* (Disconnected)   AAAA-02 PPP --> Modem (usbmodem1) "Arduino Uno"           [PPP:Modem]
  (Connected)      AAAA-03 VPN (com.wireguard.macos) "home"                  [VPN:com.wireguard.macos]
`);
  assert.deepEqual(
    services.map(({ enabled, status, name, type }) => [enabled, status, name, type]),
    [
      [true, 'Connected', 'Office (Berlin)', 'PPP:L2TP'],
      [true, 'Disconnected', 'Arduino Uno', 'PPP:Modem'],
      [false, 'Connected', 'home', 'VPN:com.wireguard.macos'],
    ],
  );
});

test('no text throws', () => {
  const piece = fc.constantFrom(
    '<dictionary> {\n',
    'a : <array> {\n',
    '}\n',
    'x : y\n',
    'a : <dictionary> {\n',
    '*',
    '(',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((all) => all.join('')),
      ),
      (text) => {
        for (const parse of [parseShows, parseNcList]) parse(text);
      },
    ),
  );
});
