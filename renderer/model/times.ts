/** Times for people. The zone is given by tests; a page takes the reader's own. */
export function clockWords(at: string, zone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(new Date(at));
}

/** `Today`, `Yesterday`, or a date. */
export function dayWords(at: string, now: number, zone?: string): string {
  const day = dayOf(Date.parse(at), zone);
  if (day === dayOf(now, zone)) return 'Today';
  if (day === dayOf(now - 86_400_000, zone)) return 'Yesterday';
  return dateWords(at, zone);
}

/** `5 June 2028`. */
export function dateWords(at: string, zone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(new Date(at));
}

function dayOf(at: number, zone?: string): string {
  return new Intl.DateTimeFormat('en-CA', zone === undefined ? {} : { timeZone: zone }).format(new Date(at));
}

/** Milliseconds without a jump in width: at most three digits. */
export function latencyWords(ms: number): string {
  return ms < 1 ? '<1 ms' : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
