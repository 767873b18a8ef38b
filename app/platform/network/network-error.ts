/** An error in the shape of Node's own socket errors: callers look at `code`. */
export function networkError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
