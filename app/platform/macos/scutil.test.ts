import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseList, parseNcList, parseNwi, parseShows } from './scutil.ts';

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

test('list', () => {
  const text = '  subKey [0] = State:/Network/Service/com.cisco.anyconnect/IPv4\n  no keys.\n';
  assert.deepEqual(parseList(text), ['State:/Network/Service/com.cisco.anyconnect/IPv4']);
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

test('--nwi', () => {
  const text = `Network information

IPv4 network interface information
   utun3 : flags      : 0x5 (IPv4,DNS)
           address    : 10.5.0.2
           VPN server : 203.0.113.7
           reach      : 0x00000003 (Reachable,Transient Connection)
     en0 : flags      : 0x5 (IPv4,DNS)
           address    : 192.168.1.9

   REACH : flags 0x00000002 (Reachable)

IPv6 network interface information
     en0 : flags      : 0x6 (IPv6)
`;
  assert.deepEqual(parseNwi(text), [
    { interface: 'utun3', address: '10.5.0.2', vpnServer: '203.0.113.7' },
    { interface: 'en0', address: '192.168.1.9' },
  ]);
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
        for (const parse of [parseShows, parseList, parseNcList, parseNwi]) parse(text);
      },
    ),
  );
});
