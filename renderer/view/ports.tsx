import type { JSX } from 'preact';
import type { PublishedPort } from '../../shared/snapshot.ts';
import { Card } from './card.tsx';

const stateWords = { open: 'open', taken: 'taken', 'not-carried': 'not carried' } as const;

/** Ports of containers that are to be had on this computer. */
export function Ports({ ports }: { readonly ports: readonly PublishedPort[] }): JSX.Element {
  return (
    <Card title="Published ports" id="ports">
      {ports.length === 0 && <p class="dim">No container publishes a port.</p>}
      <ul class="ports">
        {ports.map((port) => (
          <li key={`${port.protocol} ${port.localPort} ${port.container}`}>
            <code>
              127.0.0.1:{port.localPort}/{port.protocol}
            </code>
            <span class="cut" title={port.container}>
              {port.container}
            </span>
            <span class={port.state === 'open' ? 'dim' : 'warn'} title={port.detail ?? ''}>
              {stateWords[port.state]}
              {port.holder === undefined ? '' : ` by ${port.holder}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
