import { Fragment, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { copyText } from './clipboard.ts';

/** Copies a text, and says so for a moment without changing its own width. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    void copyText(text).then((done) => setState(done ? 'copied' : 'refused'));
  };
  const shown = { idle: 'Copy', copied: 'Copied', refused: 'Select it' }[state];
  return (
    <button type="button" class="quiet copy" onClick={copy} aria-label={state === 'idle' ? label : shown}>
      <span aria-live="polite">{shown}</span>
    </button>
  );
}

/** A command to type, with its copy button. It is never cut: what cannot be seen cannot be trusted or typed. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="command">
      <code tabIndex={0} role="group" aria-label={`Command: ${text}`}>
        {text.split(' ').map((word, index) => (
          <Fragment key={index}>
            {index > 0 && ' '}
            <span class="word">{word}</span>
          </Fragment>
        ))}
      </code>
      <Copy text={text} label={`Copy the command ${text}`} />
    </div>
  );
}
