import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attempts } from './attempts.ts';
import { Fight } from './fight.ts';
import { Pause } from './pause.ts';
import { Quiet } from './quiet.ts';

test('attempts are used up within their window and come back after it', () => {
  const attempts = new Attempts(2, 1000);
  attempts.note(0);
  assert.equal(attempts.exhausted(1), false);
  attempts.note(500);
  assert.equal(attempts.exhausted(999), true);
  assert.equal(attempts.exhausted(1000), false);
  attempts.note(1000);
  attempts.forget();
  assert.equal(attempts.exhausted(1000), false);
});

test('quiet comes a second after the last change, but never later than the longest wait', () => {
  const quiet = new Quiet(1000, 5000);
  assert.equal(quiet.remainingMs(0, true), 0, 'nothing has changed yet');
  for (let now = 0; now <= 4500; now += 500) quiet.change(now);
  assert.equal(quiet.remainingMs(4500, true), 500, 'the burst has lasted for 4.5 of 5 seconds');
  assert.equal(quiet.remainingMs(5000, true), 0);
  quiet.change(9000);
  assert.equal(quiet.remainingMs(9000, true), 1000, 'a new burst has its own longest wait');
});

test('without a VPN the wait is shorter', () => {
  const quiet = new Quiet(1000, 5000);
  quiet.change(0);
  assert.equal(quiet.remainingMs(0, false), 300);
  assert.equal(new Quiet(100, 5000).remainingMs(0, false), 0);
});

test('the third repair that is taken back within the window ends the fight, once', () => {
  const fight = new Fight(3, 30_000);
  for (const [now, givesUp] of [
    [0, false],
    [5000, false],
    [10_000, true],
  ] as const) {
    fight.repaired(now, 'Cisco AnyConnect');
    assert.equal(fight.astray(now + 200, 'Cisco AnyConnect'), givesUp);
    assert.equal(fight.astray(now + 400, 'Cisco AnyConnect'), false, 'one loss counts once');
  }
  assert.equal(fight.isGivenUp('Cisco AnyConnect', 1e9), true);
  assert.equal(fight.isGivenUp('another', 20_000), false);
  fight.forget();
  assert.equal(fight.isGivenUp('Cisco AnyConnect', 20_000), false);
});

test('losses far apart, or under another VPN, are no fight', () => {
  const fight = new Fight(3, 30_000);
  for (const now of [0, 40_000, 80_000, 120_000]) {
    fight.repaired(now, 'a VPN');
    assert.equal(fight.astray(now + 200, 'a VPN'), false);
  }
  for (const now of [200_000, 201_000, 202_000]) {
    fight.repaired(now, 'a VPN');
    assert.equal(fight.astray(now + 200, ''), false, 'the VPN left and took the route with it');
  }
});

test('a repair that stands for the whole window clears the name of the VPN', () => {
  const fight = new Fight(3, 30_000);
  fight.repaired(0, 'a VPN');
  assert.equal(fight.stoodLong(30_000), undefined);
  assert.equal(fight.stoodLong(30_001), 'a VPN');
  assert.equal(fight.stoodLong(30_002), undefined);
});

test('a VPN that takes its time is left alone as well', () => {
  for (const everyMs of [20_000, 31_000, 70_000]) {
    const fight = new Fight(3, 30_000);
    let losses = 0;
    for (let now = 0; !fight.isGivenUp('a VPN', now); now += everyMs) {
      fight.repaired(now, 'a VPN');
      fight.stoodLong(now + everyMs - 1);
      fight.astray(now + everyMs, 'a VPN');
      losses += 1;
      assert.ok(losses <= 6, `every ${everyMs} ms`);
    }
    assert.equal(losses, 6);
  }
  const rare = new Fight(3, 30_000);
  for (let now = 0; now < 86_400_000; now += 660_000) {
    rare.repaired(now, 'a VPN');
    assert.equal(rare.astray(now + 590_000, 'a VPN'), false, 'ten in two hours are no fight');
  }
});

test('a VPN that does it every few minutes all day is left alone at the twelfth time', () => {
  // Each time cuts what goes over the direct path: a forward that stays serves better than a route that comes and goes.
  for (const everyMs of [200_000, 300_000, 590_000]) {
    const fight = new Fight(3, 30_000);
    let losses = 0;
    for (let now = 0; losses < 12; now += everyMs) {
      fight.repaired(now, 'a VPN');
      losses += 1;
      assert.equal(fight.astray(now + everyMs - 1, 'a VPN'), losses === 12, `${losses} every ${everyMs} ms`);
    }
  }
});

test('a VPN that goes after each repair and comes back is left alone at the third return', () => {
  const fight = new Fight(3, 30_000);
  const vpn = 'Cisco AnyConnect';
  for (const [now, givesUp] of [
    [0, false],
    [40_000, false],
    [80_000, true],
  ] as const) {
    fight.repaired(now, vpn);
    assert.equal(fight.vpnChanged({ from: vpn, to: '', now: now + 2000 }), false);
    fight.repaired(now + 3000, '');
    assert.equal(fight.vpnChanged({ from: '', to: vpn, now: now + 8000 }), givesUp);
  }
  assert.equal(fight.isGivenUp(vpn, 90_000), true);
  fight.vpnChanged({ from: vpn, to: '', now: 100_000 });
  assert.equal(fight.isGivenUp(vpn, 100_000), false, 'it has disconnected');
});

test('a VPN that people connect and disconnect is not', () => {
  const fight = new Fight(3, 30_000);
  const vpn = 'Cisco AnyConnect';
  for (let now = 0; now < 3_600_000; now += 120_000) {
    fight.repaired(now, vpn);
    fight.vpnChanged({ from: vpn, to: '', now: now + 11_000 });
    assert.equal(fight.vpnChanged({ from: '', to: vpn, now: now + 20_000 }), false, 'it stayed for a while');
    fight.repaired(now + 21_000, vpn);
    fight.vpnChanged({ from: vpn, to: '', now: now + 22_000 });
    assert.equal(
      fight.vpnChanged({ from: '', to: vpn, now: now + 83_000 }),
      false,
      'it was away for a while',
    );
  }
});

test('where no VPN is up, nobody will disconnect: it is tried again half an hour later', () => {
  const fight = new Fight(3, 30_000);
  for (const now of [0, 1000, 2000]) {
    fight.repaired(now, '');
    fight.astray(now + 500, '');
  }
  assert.equal(fight.isGivenUp('', 2500), true);
  assert.equal(fight.isGivenUp('', 2500 + 1_800_000), false);
});

test('a pause doubles up to its longest, and begins anew when it is forgotten', () => {
  const pause = new Pause(15_000, 50_000);
  assert.equal(pause.remainingMs(0), 0);
  for (const [at, ms] of [
    [0, 15_000],
    [20_000, 30_000],
    [60_000, 50_000],
    [200_000, 50_000],
  ] as const) {
    pause.begin(at);
    assert.equal(pause.remainingMs(at), ms);
    assert.equal(pause.remainingMs(at + ms), 0);
  }
  pause.forget();
  assert.equal(pause.remainingMs(200_000), 0);
  pause.begin(200_000);
  assert.equal(pause.remainingMs(200_000), 15_000);
});
