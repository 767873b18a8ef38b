import type { Value } from './evaluate.ts';

/** A value as Go's %v prints it: `map[a:1 b:2]`, `[x y]`, `<no value>`. */
export function words(value: Value): string {
  if (value === undefined || value === null) return '<no value>';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(inner).join(' ')}]`;
  const map = value as { readonly [key: string]: Value };
  const parts = Object.keys(map).sort();
  return `map[${parts.map((key) => `${key}:${inner(map[key])}`).join(' ')}]`;
}

/** Inside of something, Go says `<nil>` for nothing. */
function inner(value: Value): string {
  return value === undefined || value === null ? '<nil>' : words(value);
}

/** Empty is false, as in Go: nothing, zero, and whatever has no members. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** JSON as Go writes it: keys of a map in order, and <, > and & escaped. */
export function goJson(value: Value, indent?: number): string {
  return escaped(JSON.stringify(ordered(value ?? null), undefined, indent));
}

/** Go escapes what would end a script element in a page. */
export function escaped(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function ordered(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const map = value as { readonly [key: string]: Value };
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, ordered(map[key])]),
  );
}
