/** Narrow readers for what `ip -j` prints; anything of another form reads as undefined. */

export type Fields = Readonly<Record<string, unknown>>;

/** The array of objects in an answer of `ip -j`; no rows are `[ ]`, so an empty output is no answer. */
export function parseRecords(stdout: string): readonly Fields[] | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    return Array.isArray(value) ? recordsOf(value) : undefined;
  } catch {
    return undefined;
  }
}

export function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value)
    ? value.filter((item): item is Fields => typeof item === 'object' && item !== null)
    : [];
}

export function textOf(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(fields: Fields, key: string): number | undefined {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function listOf(fields: Fields, key: string): readonly string[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
