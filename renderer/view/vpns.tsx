import type { JSX } from 'preact';
import type { VpnView } from '../../shared/snapshot.ts';
import { Card } from './card.tsx';

export function Vpns({ vpns }: { readonly vpns: readonly VpnView[] }): JSX.Element {
  return (
    <Card title="VPN" id="vpn">
      {vpns.length === 0 && <p class="dim">None is connected.</p>}
      {vpns.map((vpn) => (
        <div class="vpn" key={`${vpn.name} ${vpn.interface ?? ''}`}>
          <p>
            <strong class="cut" title={vpn.name}>
              {vpn.name}
            </strong>{' '}
            <span class="dim">{vpn.interface ?? ''}</span>
          </p>
          {vpn.takesRoutesBack && <p class="warn">Takes routes back, so Fairlead leaves them alone.</p>}
          {vpn.networks.length > 0 && (
            <ul class="networks" tabIndex={0} aria-label={`Networks of ${vpn.name}`}>
              {vpn.networks.map((network) => (
                <li key={network}>{network}</li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </Card>
  );
}
