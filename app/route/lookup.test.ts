import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cidr, formatIpv4, parseCidr, parseIpv4 } from './cidr.ts';
import { lookUp } from './lookup.ts';
import type { RouteRow, RouteTable } from './table.ts';

function row(destination: string, on: string, flags = 'UCS'): RouteRow {
  const network = parseCidr(destination);
  assert.ok(network);
  return {
    destination: network,
    gateway: { kind: 'link', index: 4 },
    interface: on,
    flags,
    scoped: flags.includes('I'),
    cloned: flags.includes('W'),
  };
}

function find(rows: readonly RouteRow[], address: string): string | undefined {
  return lookUp({ rows, skipped: [] }, parseIpv4(address) ?? 0)?.interface;
}

test('the longest prefix carries an address', () => {
  const rows = [row('0.0.0.0/0', 'en0'), row('192.168.99.0/24', 'vboxnet0'), row('192.168.0.0/16', 'utun4')];
  assert.equal(find(rows, '192.168.99.100'), 'vboxnet0');
  assert.equal(find(rows, '192.168.98.1'), 'utun4');
  assert.equal(find(rows, '8.8.8.8'), 'en0');
});

test('without a matching row nothing carries it', () => {
  assert.equal(find([row('10.0.0.0/8', 'en0')], '192.168.99.100'), undefined);
  assert.equal(find([], '0.0.0.0'), undefined);
});

test('rows bound to a scope and clones do not count, however long', () => {
  const rows = [
    row('192.168.99.100/32', 'vboxnet0', 'UHLWIi'),
    row('192.168.99.0/24', 'vboxnet0', 'UCSI'),
    row('192.168.99.100/32', 'vboxnet0', 'UHLW'),
    row('192.168.99.0/24', 'utun0'),
  ];
  assert.equal(find(rows, '192.168.99.100'), 'utun0');
});

test('at equal length a host row goes first, else the first row', () => {
  assert.equal(find([row('10.0.0.1/32', 'en0'), row('10.0.0.1/32', 'utun2', 'UGHS')], '10.0.0.1'), 'utun2');
  assert.equal(find([row('10.0.0.0/24', 'en0'), row('10.0.0.0/24', 'en1')], '10.0.0.1'), 'en0');
});

/** Compares bit strings one by one: slow, and obviously right. */
function slowly(table: RouteTable, address: number): RouteRow | undefined {
  const bits = (value: number): string => value.toString(2).padStart(32, '0');
  const matches = table.rows.filter(
    ({ destination, flags }) =>
      !/[IW]/.test(flags) && bits(address).startsWith(bits(destination.address).slice(0, destination.length)),
  );
  for (let length = 32; length >= 0; length--) {
    const equal = matches.filter(({ destination }) => destination.length === length);
    const found = equal.find(({ flags }) => flags.includes('H')) ?? equal[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

test('agrees with the slow obvious look-up', () => {
  // Few distinct bits, so that prefixes nest and collide often.
  const address = fc.constantFrom(0x0a000000, 0x0a000001, 0x0a0000ff, 0x0a000100, 0xc0a86364, 0xffffffff, 0);
  const anyRow = fc
    .record({
      address: fc.oneof(address, fc.nat(0xffffffff)),
      length: fc.integer({ min: 0, max: 32 }),
      flags: fc.constantFrom('UCS', 'UGSc', 'UH', 'UCSI', 'UHLWIi', 'UHLW'),
    })
    .map((one) => ({
      ...row('0.0.0.0/0', 'en0', one.flags),
      destination: cidr(one.address, one.length),
    }));
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), fc.oneof(address, fc.nat(0xffffffff)), (rows, asked) => {
      const table = { rows, skipped: [] };
      assert.equal(lookUp(table, asked), slowly(table, asked), formatIpv4(asked));
    }),
  );
});
