import type { JSX } from 'preact';
import type { Advisory } from '../../shared/snapshot.ts';
import { Card } from './card.tsx';
import { Command } from './copy.tsx';

const severityWords = { error: 'Error', warning: 'Warning', info: 'Note' } as const;
const order = { error: 0, warning: 1, info: 2 } as const;

interface AdvisoriesProps {
  readonly advisories: readonly Advisory[];
  /** With one machine its name says nothing. */
  readonly isNamed: boolean;
}

export function Advisories({ advisories, isNamed }: AdvisoriesProps): JSX.Element | null {
  if (advisories.length === 0) return null;
  const sorted = [...advisories].sort((a, b) => order[a.severity] - order[b.severity]);
  return (
    <Card title="What is wrong" id="advisories">
      <ul class="advisories">
        {sorted.map((advisory) => (
          <AdvisoryItem
            key={`${advisory.code}/${advisory.machine ?? ''}`}
            advisory={advisory}
            isNamed={isNamed}
          />
        ))}
      </ul>
    </Card>
  );
}

interface ItemProps {
  readonly advisory: Advisory;
  readonly isNamed: boolean;
}

function AdvisoryItem({ advisory, isNamed }: ItemProps): JSX.Element {
  const { severity, title, sentence, evidence, fix, machine } = advisory;
  return (
    <li class={`advisory ${severity}`}>
      <p class="advisory-title">
        <span class="badge">{severityWords[severity]}</span>
        <strong>{title}</strong>
        {isNamed && machine !== undefined && <span class="dim cut">{machine}</span>}
      </p>
      <p>{sentence}</p>
      {evidence.length > 0 && (
        <details>
          <summary>Evidence</summary>
          <pre tabIndex={0} aria-label={`Evidence: ${title}`}>
            {evidence.join('\n')}
          </pre>
        </details>
      )}
      {fix !== undefined && (
        <div class="advisory-fix">
          <span class="dim">{fix.label}:</span>
          <Command text={fix.command} />
        </div>
      )}
    </li>
  );
}
