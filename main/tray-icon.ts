import type { Snapshot } from '../shared/snapshot.ts';
import type { Situation } from './situation.ts';

/** The state is told by the shape: template images have no colour. */
export const iconShapes = ['ok', 'working', 'degraded', 'broken', 'off'] as const;
export type IconShape = (typeof iconShapes)[number];

export interface TrayIcon {
  readonly shape: IconShape;
  /** A dot: something waits for a person. */
  readonly attention: boolean;
}

export function iconOf(situation: Situation): TrayIcon {
  switch (situation.kind) {
    case 'starting':
      return { shape: 'working', attention: false };
    case 'stopped':
      return { shape: 'off', attention: false };
    case 'trouble':
      return { shape: 'off', attention: true };
    case 'known':
      return { shape: situation.snapshot.state, attention: waitsForSomebody(situation.snapshot) };
  }
}

/** `assets/tray/okTemplate.png`: macOS takes "Template" at the end for its sign, and finds `@2x` by itself. */
export function iconFile(icon: TrayIcon): string {
  return `${icon.shape}${icon.attention ? 'Attention' : ''}Template.png`;
}

function waitsForSomebody(snapshot: Snapshot): boolean {
  return snapshot.advisories.some(({ severity, code }) => severity === 'error' || code === 'consent-needed');
}
