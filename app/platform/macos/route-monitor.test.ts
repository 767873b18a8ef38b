import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pokeIn } from './route-monitor.ts';

test('changes poke with the type of the message', () => {
  const lines = {
    'RTM_DELETE: Delete Route: len 140, pid: 412, seq 7, errno 0, flags:<GATEWAY,DONE,STATIC>': 'RTM_DELETE',
    'RTM_ADD: Add Route: len 176, pid: 382, seq 9, errno 0, ifscope 5, flags:<UP,GATEWAY>': 'RTM_ADD',
    'RTM_IFINFO: iface status change: len 112, if# 7, flags:<UP,BROADCAST>': 'RTM_IFINFO',
    'RTM_NEWADDR: address being added to iface: len 108, metric 0, flags:<>': 'RTM_NEWADDR',
  };
  for (const [line, reason] of Object.entries(lines)) assert.equal(pokeIn(line), reason);
});

test('look-ups, failed requests, clones and values do not', () => {
  const lines = [
    '',
    'got message of size 140 on Tue May 10 09:00:00 2016',
    'RTM_MISS: Lookup failed on this address: len 140, pid: 0, seq 0, errno 0, flags:<DONE>',
    'RTM_GET: Report Metrics: len 128, pid: 9, seq 1, errno 0, flags:<UP>',
    'RTM_DELETE: Delete Route: len 176, pid: 109, seq 11, errno 3, ifscope 23,',
    'RTM_ADD: Add Route: len 200, pid: 0, seq 0, errno 0, flags:<UP,HOST,LLINFO,WASCLONED,IFSCOPE>',
    'sockaddrs: <DST,GATEWAY,NETMASK>',
    ' 192.168.99.0 10.20.0.1 255.255.255.0',
    '\0\xff RTM_',
  ];
  for (const line of lines) assert.equal(pokeIn(line), undefined, line);
});
