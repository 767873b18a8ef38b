import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { pages, tabAfter, type PageId } from '../model/pages.ts';

interface TabsProps {
  readonly page: PageId;
  readonly choose: (page: PageId) => void;
}

/** One stop for the Tab key; arrows go from page to page, as in every list of tabs. */
export function Tabs({ page, choose }: TabsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = tabAfter(page, event.key);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs segments" role="tablist" aria-label="Pages" ref={list} onKeyDown={move}>
      {pages.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === page}
          aria-controls="page"
          tabIndex={id === page ? 0 : -1}
          onClick={() => choose(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
