import { useEffect, useState } from 'preact/hooks';

/** The value, once it has stood for so many milliseconds; before that the one before, at first `start`. */
export function useSettled(
  value: string,
  { start, ms }: { readonly start: string; readonly ms: number },
): string {
  const [settled, settle] = useState(start);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
