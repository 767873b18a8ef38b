import type { JSX } from 'preact';
import type { Bridge } from '../../shared/panel.ts';
import type { Empty } from '../model/empty.ts';
import { Command } from './copy.tsx';

interface EmptyProps {
  readonly empty: Empty;
  readonly app: Bridge['app'];
}

export function EmptyScreen({ empty, app }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      <p>{empty.text}</p>
      {empty.command !== undefined && <Command text={empty.command} />}
      {empty.starts && app !== undefined && (
        <div class="buttons">
          <button type="button" class="primary" onClick={() => void app.startDaemon()}>
            Start the daemon
          </button>
        </div>
      )}
      {empty.after !== undefined && <p class="dim">{empty.after}</p>}
    </div>
  );
}
