import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface GateOptions {
  /** The port listened on; it stands in the Host of every request that is meant for us. */
  readonly port: number;
}

/**
 * Who may come in. The link in the terminal holds a token that works once and is exchanged for a cookie which
 * scripts cannot read and other sites cannot send. Cookies do not know ports, so its name holds ours.
 */
export class Gate {
  readonly origin: string;
  readonly #host: string;
  readonly #cookie: string;
  readonly #session = randomBytes(32).toString('base64url');
  #token: string | undefined = randomBytes(32).toString('base64url');

  constructor({ port }: GateOptions) {
    this.#host = `127.0.0.1:${port}`;
    this.origin = `http://${this.#host}`;
    this.#cookie = `fairlead-${port}`;
  }

  /** The address that opens the panel, as long as nobody has used it. */
  get link(): string | undefined {
    return this.#token === undefined ? undefined : `${this.origin}/open/${this.#token}`;
  }

  /**
   * Why a request is refused before anything is looked at; undefined for one that was sent to us by our own page
   * or typed by a person. A foreign Host is DNS rebinding, a foreign Origin a page of somebody else.
   */
  objection(headers: IncomingHttpHeaders): string | undefined {
    if (headers.host !== this.#host) return 'This address is not answered for another host name.';
    if (headers.origin !== undefined && headers.origin !== this.origin)
      return 'Requests of other web pages are not answered.';
    return undefined;
  }

  /** Uses the token up. True once. */
  redeem(token: string): boolean {
    if (this.#token === undefined || !equal(token, this.#token)) return false;
    this.#token = undefined;
    return true;
  }

  /** The header that makes the bearer known from now on. */
  cookieHeader(): string {
    return `${this.#cookie}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isKnown(headers: IncomingHttpHeaders): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((one) => one.trim());
    return cookies.some(
      (one) => one.startsWith(`${this.#cookie}=`) && equal(one.slice(this.#cookie.length + 1), this.#session),
    );
  }
}

/** In a time that tells nothing about where they differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
