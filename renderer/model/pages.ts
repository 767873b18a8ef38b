/** The pages of the panel, in the order of their tabs. The situation stands above all of them. */
export const pages = [
  { id: 'overview', label: 'Overview' },
  { id: 'doctor', label: 'Doctor' },
  { id: 'changes', label: 'Changes' },
  { id: 'settings', label: 'Settings' },
] as const;

export type PageId = (typeof pages)[number]['id'];

/** Where an arrow key leads from a tab; undefined for a key that means nothing here. */
export function tabAfter(page: PageId, key: string): PageId | undefined {
  const at = pages.findIndex(({ id }) => id === page);
  const last = pages.length - 1;
  const to = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  }[key];
  return to === undefined ? undefined : pages[to]?.id;
}
