import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cidr, formatCidr, parseCidr, type Cidr } from '../../app/route/cidr.ts';
import { quad } from './interfaces.ts';
import { Kernel, type KernelRow } from './kernel.ts';

const net = (text: string): Cidr => parseCidr(text) as Cidr;
const row = (destination: string, name: string, flags = 'UCS'): KernelRow => ({
  destination: net(destination),
  gateway: 'link#9',
  interface: name,
  flags,
});

test('a second row for a prefix is refused, whatever its interface', () => {
  const kernel = new Kernel();
  assert.equal(kernel.add(row('192.168.99.0/24', 'vboxnet0')), undefined);
  assert.equal(kernel.add(row('192.168.99.0/24', 'utun2')), 'File exists');
  assert.equal(kernel.lookup(quad('192.168.99.100'))?.interface, 'vboxnet0');
});

test('a host row and a network of length 32 are two rows, and the host row is first', () => {
  const kernel = new Kernel();
  assert.equal(kernel.add(row('192.168.99.100/32', 'utun2')), undefined);
  assert.equal(kernel.add(row('192.168.99.100/32', 'vboxnet0', 'UHS')), undefined);
  assert.equal(kernel.lookup(quad('192.168.99.100'))?.interface, 'vboxnet0');
});

test('a scoped row stands beside an unscoped one and never answers', () => {
  const kernel = new Kernel();
  kernel.add(row('192.168.99.0/24', 'vboxnet0', 'UCSI'));
  kernel.add(row('0.0.0.0/0', 'en0'));
  assert.equal(kernel.lookup(quad('192.168.99.100'))?.interface, 'en0');
  assert.equal(kernel.add(row('192.168.99.0/24', 'utun2')), undefined);
  assert.equal(kernel.lookup(quad('192.168.99.100'))?.interface, 'utun2');
});

test('delete takes the unscoped row only, and change keeps the flags', () => {
  const kernel = new Kernel();
  kernel.add(row('192.168.99.0/24', 'vboxnet0', 'UCSI'));
  kernel.add(row('192.168.99.0/24', 'utun2', 'UGSc'));
  assert.equal(kernel.change(row('192.168.99.0/24', 'vboxnet0')), undefined);
  assert.equal(kernel.lookup(quad('192.168.99.1'))?.flags, 'UGSc');
  assert.equal(kernel.delete(row('192.168.99.0/24', 'anything')), undefined);
  assert.equal(kernel.delete(row('192.168.99.0/24', 'anything')), 'not in table');
  assert.deepEqual(
    kernel.rows.map(({ flags }) => flags),
    ['UCSI'],
  );
});

test('look-up agrees with going through all prefixes from the longest', () => {
  const address = fc.integer({ min: 0, max: 0xffffffff });
  const networks = fc.array(fc.tuple(address, fc.integer({ min: 0, max: 32 })), { maxLength: 30 });
  fc.assert(
    fc.property(networks, address, (pairs, asked) => {
      const kernel = new Kernel();
      for (const [at, length] of pairs) kernel.add(row(formatCidr(cidr(at, length)), 'en0'));
      let expected: string | undefined;
      for (let length = 32; length >= 0 && expected === undefined; length -= 1) {
        const wanted = formatCidr(cidr(asked, length));
        expected = kernel.rows.map((one) => formatCidr(one.destination)).find((text) => text === wanted);
      }
      const found = kernel.lookup(asked);
      assert.equal(found === undefined ? undefined : formatCidr(found.destination), expected);
    }),
  );
});
