import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ExplainResult, Match } from '../../shared/control/doctor.ts';
import type { Answer, Bridge } from '../../shared/panel.ts';
import { Card } from './card.tsx';
import { Command } from './copy.tsx';
import { Evidence, Links, Remedies } from './finding.tsx';

/** As much as a call of the page may carry, with room for what JSON adds to it. */
const longest = 20_000;

/** Takes an error message that somebody got, and says what it means on this computer. */
export function Explain({ bridge }: { readonly bridge: Bridge }): JSX.Element {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<ExplainResult>>();
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || text.trim() === '') return;
    setBusy(true);
    setAnswer(await bridge.explain({ text }));
    setBusy(false);
  };
  return (
    <Card title="Explain an error message" id="explain">
      <form onSubmit={(event) => void ask(event)}>
        <textarea
          rows={3}
          maxLength={longest}
          aria-label="Error message"
          placeholder="Paste what docker, docker-machine, VBoxManage, ssh or curl said"
          value={text}
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" aria-disabled={busy || text.trim() === ''}>
          Explain
        </button>
      </form>
      <div role="status">
        {answer?.kind === 'failed' && <p class="warn">{answer.failure.message}</p>}
        {answer?.kind === 'ok' && <Explained result={answer.value} />}
      </div>
    </Card>
  );
}

function Explained({ result }: { readonly result: ExplainResult }): JSX.Element {
  const { sentence, matches, remarks, next } = result;
  return (
    <div class="explained">
      <p>{sentence}</p>
      <ul class="advisories">
        {matches.map((match) => (
          <MatchItem key={match.id} match={match} />
        ))}
        {remarks.map((remark) => (
          <li class="advisory" key={remark.title}>
            <strong>{remark.title}</strong>
            <p>{remark.sentence}</p>
            <p class="dim">{remark.next}</p>
          </li>
        ))}
      </ul>
      {matches.length === 0 && remarks.length === 0 && <Command text={next} />}
    </div>
  );
}

const nowWords = { yes: 'so here now', no: 'not so here now', unknown: 'cannot be seen from here' } as const;

function MatchItem({ match }: { readonly match: Match }): JSX.Element {
  return (
    <li class={`advisory ${match.now === 'yes' ? 'warning' : ''}`}>
      <p class="advisory-title">
        <span class="badge">{match.certainty}</span>
        <strong>{match.title}</strong>
        <span class="dim">{nowWords[match.now]}</span>
      </p>
      <p>{match.cause}</p>
      <Evidence of={match.title} lines={match.evidence} />
      <Remedies remedies={match.remedies} />
      <Links links={match.links} />
    </li>
  );
}
