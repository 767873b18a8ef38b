import type { ComponentChildren, JSX } from 'preact';
import { markWords, type Mark } from '../model/scene.ts';
import { Glyph } from './glyph.tsx';
import { useSettled } from './use-settled.ts';

interface HeroProps {
  readonly mark: Mark;
  readonly sentence: string;
  readonly children?: ComponentChildren;
}

/** A VPN that connects, or a repair, changes the sentence more than once in a second; a screen reader would tell each. */
const calmMs = 1000;

/** State and sentence. What is seen changes at once, what is read out when it has come to rest. */
export function Hero({ mark, sentence, children }: HeroProps): JSX.Element {
  const said = useSettled(sentence, { start: '', ms: calmMs });
  return (
    <section class={`hero ${mark}`} aria-label="Situation">
      <div class="headline">
        <Glyph mark={mark} size={32} />
        <div>
          <p class="state">{markWords[mark]}</p>
          <h1>{sentence}</h1>
        </div>
      </div>
      <p class="off-screen" role="status" id="said">
        {said}
      </p>
      {children}
    </section>
  );
}
