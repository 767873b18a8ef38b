import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshot } from '../../testing/snapshots.ts';
import { collect, redactorFor, type Part } from './collect.ts';

const who = { user: 'anna', host: 'annas-macbook.example', home: '/Volumes/Data/anna' };

async function reported(texts: Readonly<Record<string, unknown>>): Promise<string> {
  const parts = Object.entries(texts).map(([name, value]): Part => ({
    name,
    about: name,
    collect: () => Promise.resolve(value),
  }));
  const { files } = await collect(parts, redactorFor(snapshot(), who), '2026-11-27T12:00:00.000Z');
  return [...files.values()].join('\n');
}

test('the name a person gave a VPN is gone everywhere, long after the VPN is', async () => {
  const text = await reported({
    'first.json': { sentence: 'Megacorp OpenVPN took 192.168.99.0/24 to utun2.' },
    'history.json': [{ text: 'Acme (ppp0) is gone' }, { sentence: 'while Acme is connected' }],
    'fairlead.log': '2026-11-27T12:52:41.663Z info  noticed Megacorp OpenVPN (utun2) is connected\n',
  });
  assert.doesNotMatch(text, /megacorp|acme/i);
  assert.match(text, /41\.663Z info {2}noticed <vpn-\d> \(utun2\) is connected/);
  assert.match(text, /"sentence": "<vpn-\d> took 192\.168\.99\.0\/24/);
});

test('names of products stay', async () => {
  const log = 'noticed Cisco AnyConnect or GlobalProtect (utun2) is connected';
  assert.match(await reported({ 'fairlead.log': log }), /noticed Cisco AnyConnect or GlobalProtect \(/);
});

test('containers that have ended since are not named either', async () => {
  const text = await reported({
    'a.json': { sentence: 'payroll-db has answered' },
    'b.log': 'a restart of the engine would stop payroll-db, payroll_web',
  });
  assert.doesNotMatch(text, /payroll/);
});

test('a home outside /Users is known by its own name, in every spelling', async () => {
  const encoded = encodeURIComponent(`${who.home}/.docker`);
  const text = await reported({ 'a.log': `${who.home}/.docker /private${who.home}/x ${encoded}` });
  assert.doesNotMatch(text, /anna|Data/);
});
