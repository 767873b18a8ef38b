import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether a text has more lines than its element has room for, which `--lines` of the style sheet says. */
export function useCut(element: RefObject<HTMLElement | null>, text: string): boolean {
  const [isCut, tell] = useState(false);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = (): void => {
      const style = getComputedStyle(current);
      const room = Number(style.getPropertyValue('--lines')) * parseFloat(style.lineHeight);
      tell(current.scrollHeight > room + 2);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, text]);
  return isCut;
}
