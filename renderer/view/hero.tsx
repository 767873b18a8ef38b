import type { ComponentChildren, JSX } from 'preact';
import { markWords, type Mark } from '../model/scene.ts';
import { Glyph } from './glyph.tsx';

interface HeroProps {
  readonly mark: Mark;
  readonly sentence: string;
  readonly children?: ComponentChildren;
}

/** State and sentence. The sentence is the live region: a change of it is read out, nothing else is. */
export function Hero({ mark, sentence, children }: HeroProps): JSX.Element {
  return (
    <section class={`hero ${mark}`} aria-label="Situation">
      <div class="headline">
        <Glyph mark={mark} size={32} />
        <div>
          <p class="state">{markWords[mark]}</p>
          <h1 aria-live="polite" aria-atomic="true">
            {sentence}
          </h1>
        </div>
      </div>
      {children}
    </section>
  );
}
