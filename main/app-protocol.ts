/**
 * Serves the built panel under app://panel, with its Content Security Policy as a header. Only files of
 * that folder, only kinds of files a panel has.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Protocol } from 'electron';

export const scheme = 'app';
export const appOrigin = `${scheme}://panel`;
export const panelUrl = `${appOrigin}/index.html`;

/** A meta tag could not carry frame-ancestors, and would come after the first bytes. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const kinds: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Before the app is ready: an origin of its own, instead of the one all files share. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
}

export function servePanel(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(scheme, (request) => answer(request, folder));
}

export async function answer(request: Pick<Request, 'method' | 'url'>, folder: string): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  const file = fileFor(request.url, folder);
  if (file === undefined) return refusal(404);
  try {
    const body = new Uint8Array(await readFile(file.path));
    return new Response(body, { headers: headers(file.kind) });
  } catch {
    return refusal(404);
  }
}

/** The file behind an address, or undefined for anything that is not a file of the panel. */
export function fileFor(
  address: string,
  folder: string,
): { readonly path: string; readonly kind: string } | undefined {
  const url = URL.parse(address);
  if (url?.protocol !== `${scheme}:` || url.host !== 'panel') return undefined;
  const name = decoded(url.pathname);
  // A decoded slash, backslash or dot-dot would leave the folder after URL parsing had tidied the rest.
  if (name === undefined || !/^\/(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+$/.test(name)) return undefined;
  const found = path.resolve(folder, `.${name}`);
  const kind = kinds[path.extname(found)];
  if (kind === undefined || !found.startsWith(path.resolve(folder) + path.sep)) return undefined;
  return { path: found, kind };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number): Response {
  return new Response('', { status, headers: headers('text/plain; charset=utf-8') });
}

function headers(kind: string): Record<string, string> {
  return {
    'content-type': kind,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}
