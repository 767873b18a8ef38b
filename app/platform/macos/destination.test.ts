import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCidr } from '../../route/cidr.ts';
import { parseDestination } from './destination.ts';

test('short forms mean the class of their first octet', () => {
  const forms = {
    default: '0.0.0.0/0',
    '10': '10.0.0.0/8',
    '127': '127.0.0.0/8',
    '169.254': '169.254.0.0/16',
    '172.17': '172.17.0.0/16',
    '192.168.99': '192.168.99.0/24',
    '224.0.0': '224.0.0.0/24',
    '0/1': '0.0.0.0/1',
    '128.0/1': '128.0.0.0/1',
    '2/7': '2.0.0.0/7',
    '10/24': '10.0.0.0/24',
    '10.1/24': '10.1.0.0/24',
    '10.253/21': '10.253.0.0/21',
    '163.0/8': '163.0.0.0/8',
    '172.16/12': '172.16.0.0/12',
    '172.22.152/24': '172.22.152.0/24',
    '192.168.0/16': '192.168.0.0/16',
    '192.168.99.128/25': '192.168.99.128/25',
    '192.168.1.1/32': '192.168.1.1/32',
    '10.88.88.0/24': '10.88.88.0/24',
    '192.168.99.0/255.255.255.0': '192.168.99.0/24',
    '10.0.0.0/255.0.0.0': '10.0.0.0/8',
    '192.168': '192.168.0.0/16',
    '172': '172.0.0.0/8',
    '192.168.99.100': '192.168.99.100/32',
    '192.168.99.0': '192.168.99.0/24',
    '172.17.0.0': '172.17.0.0/16',
    '10.0.0.0': '10.0.0.0/8',
    '0.0.0.0': '0.0.0.0/0',
  };
  for (const [text, cidr] of Object.entries(forms)) {
    const destination = parseDestination(text, false);
    assert.equal(destination && formatCidr(destination), cidr, text);
  }
});

test('a host row is an address', () => {
  const destination = parseDestination('10.8.0.1', true);
  assert.equal(destination && formatCidr(destination), '10.8.0.1/32');
  const first = parseDestination('10.8.0.0', true);
  assert.equal(first && formatCidr(first), '10.8.0.0/32');
});

test('nothing else is a destination', () => {
  for (const text of [
    '',
    '.',
    '1.',
    '.1',
    '256',
    '1.2.3.4.5',
    '10/33',
    '10/',
    '10/08',
    '010',
    '1.02',
    'v.p',
    '::1',
    '&0xff',
    '10/8/8',
    '10/255.0.255.0',
    '10/255.0.0',
    '-1',
    '1e3',
  ])
    assert.equal(parseDestination(text, false), undefined, text);
});
