import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { markWords, type Mark } from '../model/scene.ts';
import { Glyph } from './glyph.tsx';
import { useCut } from './use-cut.ts';
import { useSettled } from './use-settled.ts';

interface HeroProps {
  readonly mark: Mark;
  readonly sentence: string;
  /** The same with long names shortened. */
  readonly headline: string;
  readonly children?: ComponentChildren;
}

/** A VPN that connects, or a repair, changes the sentence more than once in a second; a screen reader would tell each. */
const calmMs = 1000;

/**
 * State and sentence. What is seen changes at once, what is read out when it has come to rest. Whatever its length,
 * the headline takes the same room, so that nothing below it moves; a press shows the whole of a long one.
 */
export function Hero({ mark, sentence, headline, children }: HeroProps): JSX.Element {
  const said = useSettled(sentence, { start: '', ms: calmMs });
  const [isWhole, showWhole] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = isWhole ? sentence : headline;
  const isCut = useCut(heading, shown);
  return (
    <section class={`hero ${mark}`} aria-label="Situation">
      <div class="headline">
        <Glyph mark={mark} size={32} />
        <div>
          <div class="state">
            <p>{markWords[mark]}</p>
            {(isCut || isWhole || headline !== sentence) && (
              <button
                type="button"
                class="quiet"
                aria-expanded={isWhole}
                aria-controls="sentence"
                onClick={() => showWhole(!isWhole)}
              >
                {isWhole ? 'Shorter' : 'Whole sentence'}
              </button>
            )}
          </div>
          <h1
            ref={heading}
            id="sentence"
            class={isWhole ? 'whole' : ''}
            title={isWhole ? undefined : sentence}
          >
            {shown}
          </h1>
        </div>
      </div>
      <p class="off-screen" role="status" id="said">
        {said}
      </p>
      {children}
    </section>
  );
}
