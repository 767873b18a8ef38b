import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface SheetProps {
  readonly title: string;
  readonly leave: () => void;
  readonly children: ComponentChildren;
}

/** A question over the panel. The dialog element keeps the focus inside, ends on Escape and gives focus back. */
export function Sheet({ title, leave, children }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      // Nothing behind an open sheet takes the focus, and the sheet may go before Escape has closed it. That it
      // was closed is told later, when another may be open that must not go with it.
      isGone.current = true;
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const closed = (): void => {
    if (!isGone.current) leave();
  };
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="sheet-title" onCancel={leave} onClose={closed}>
      <h2 id="sheet-title">{title}</h2>
      {children}
    </dialog>
  );
}
