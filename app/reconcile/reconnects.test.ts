import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reconnects } from './reconnects.ts';

const vpn = 'Cisco AnyConnect';

test('a VPN that drops right after a VM network appeared, and comes back, is told of for a while', () => {
  const reconnects = new Reconnects();
  reconnects.adapterAppeared(1000);
  reconnects.vpnChanged({ from: vpn, to: '', now: 4000 });
  assert.equal(reconnects.recent(4000), undefined);
  reconnects.vpnChanged({ from: '', to: vpn, now: 9000 });
  assert.equal(reconnects.recent(9000), vpn);
  assert.equal(reconnects.recent(9000 + 600_001), undefined);
});

test('a VPN that a person disconnects, or another one that follows, is not', () => {
  const reconnects = new Reconnects();
  reconnects.vpnChanged({ from: vpn, to: '', now: 4000 });
  reconnects.vpnChanged({ from: '', to: vpn, now: 5000 });
  reconnects.adapterAppeared(10_000);
  reconnects.vpnChanged({ from: vpn, to: '', now: 30_000 });
  reconnects.vpnChanged({ from: '', to: vpn, now: 31_000 });
  reconnects.adapterAppeared(40_000);
  reconnects.vpnChanged({ from: vpn, to: '', now: 41_000 });
  reconnects.vpnChanged({ from: '', to: 'Tailscale', now: 42_000 });
  assert.equal(reconnects.recent(42_000), undefined);
});
