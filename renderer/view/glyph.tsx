import type { JSX } from 'preact';
import { markWords, type Mark } from '../model/scene.ts';

/** One shape for each state, so that colour is never the only sign. */
const shapes: Readonly<Record<Mark, JSX.Element>> = {
  ok: (
    <>
      <circle cx="12" cy="12" r="10" class="fill" />
      <path d="M7.5 12.5l3 3 6-6.5" class="stroke" />
    </>
  ),
  working: (
    <>
      <circle cx="12" cy="12" r="9" class="ring" />
      <path d="M12 3a9 9 0 0 1 9 9" class="arc" />
    </>
  ),
  degraded: (
    <>
      <path d="M12 2.2 22.6 21H1.4z" class="fill" />
      <path d="M12 9v5.5M12 17.6v.2" class="stroke" />
    </>
  ),
  broken: (
    <>
      <path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z" class="fill" />
      <path d="M8.5 8.5l7 7M15.5 8.5l-7 7" class="stroke" />
    </>
  ),
  off: (
    <>
      <circle cx="12" cy="12" r="9" class="ring" />
      <path d="M8 12h8" class="line" />
    </>
  ),
  waiting: <circle cx="12" cy="12" r="9" class="ring dashed" />,
};

export function Glyph({ mark, size = 24 }: { readonly mark: Mark; readonly size?: number }): JSX.Element {
  return (
    <svg
      class={`glyph ${mark}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      role="img"
      aria-label={markWords[mark]}
    >
      {shapes[mark]}
    </svg>
  );
}
