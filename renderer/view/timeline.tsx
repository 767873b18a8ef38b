import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Happening } from '../../shared/snapshot.ts';
import { daysOf, everything, kindWords, type Filter, type Line } from '../model/timeline.ts';
import { Card } from './card.tsx';

interface TimelineProps {
  readonly timeline: readonly Happening[];
  readonly now: number;
  /** With one machine its name says nothing. */
  readonly isNamed: boolean;
}

/** What happened and why, newest first. */
export function Timeline({ timeline, now, isNamed }: TimelineProps): JSX.Element {
  const [filter, setFilter] = useState<Filter>(everything);
  const days = daysOf(timeline, { filter, now });
  return (
    <Card title="Timeline" id="timeline">
      {timeline.length > 0 && (
        <div class="filters">
          <div class="segments" role="group" aria-label="Kind of line">
            {Object.entries(kindWords).map(([kind, words]) => (
              <button
                key={kind}
                type="button"
                aria-pressed={filter.kind === kind}
                onClick={() => setFilter({ ...filter, kind: kind as Filter['kind'] })}
              >
                {words}
              </button>
            ))}
          </div>
          <input
            type="search"
            aria-label="Search the timeline"
            placeholder="Search"
            value={filter.words}
            onInput={(event) => setFilter({ ...filter, words: event.currentTarget.value })}
          />
        </div>
      )}
      <div class="timeline" tabIndex={0} role="group" aria-label="Timeline, newest first">
        {days.length === 0 && (
          <p class="dim">{timeline.length === 0 ? 'Nothing has happened yet.' : 'No line is like that.'}</p>
        )}
        {days.map((day) => (
          <section key={day.title}>
            <h3>{day.title}</h3>
            <ol>
              {day.lines.map((line) => (
                <LineItem key={line.key} line={line} isNamed={isNamed} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Card>
  );
}

const signs: Readonly<Record<Happening['kind'], string>> = { noticed: '○', decided: '◆', did: '●' };

function LineItem({ line, isNamed }: { readonly line: Line; readonly isNamed: boolean }): JSX.Element {
  return (
    <li class={`line ${line.kind} ${line.failed ? 'failed' : ''}`}>
      <time dateTime={line.at}>{line.clock}</time>
      <span class="sign" role="img" aria-label={kindWords[line.kind]} title={kindWords[line.kind]}>
        {line.failed ? '✕' : signs[line.kind]}
      </span>
      <span class="said">
        {isNamed && line.machine !== undefined && <span class="dim">{line.machine}: </span>}
        {line.text}
        {line.failed && <span class="warn"> failed</span>}
        {line.took !== undefined && (
          <>
            {' '}
            <span class="took">{line.took}</span>
          </>
        )}
      </span>
    </li>
  );
}
