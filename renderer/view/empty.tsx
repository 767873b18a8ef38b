import type { JSX } from 'preact';
import type { Empty } from '../model/empty.ts';
import { Command } from './copy.tsx';

export function EmptyScreen({ empty }: { readonly empty: Empty }): JSX.Element {
  return (
    <div class="empty">
      <p>{empty.text}</p>
      {empty.command !== undefined && <Command text={empty.command} />}
      {empty.after !== undefined && <p class="dim">{empty.after}</p>}
    </div>
  );
}
