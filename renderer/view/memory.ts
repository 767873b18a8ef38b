/** Small choices of this page. A browser may have storage switched off; then they last as long as the page. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`fairlead.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`fairlead.${key}`, value);
  } catch {
    // Not kept.
  }
}
