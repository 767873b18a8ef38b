/**
 * What the two ends of the control socket must agree on before they can read the contract. No imports:
 * `fairlead status` answers before zod is loaded.
 */

/** Raised with every change of contract.schema.json; the test beside it compares the two. */
export const protocol = 3;

/** Sent by both sides. A request without it (curl) is taken as it comes. */
export const protocolHeader = 'x-fairlead-protocol';
export const versionHeader = 'x-fairlead-version';

/** Names a request may be addressed to. A page in a browser that reaches the socket by some proxy names another. */
export const hosts: readonly string[] = ['fairlead', 'localhost'];

export const pathPrefix = '/v1/';
export const openApiPath = `${pathPrefix}openapi.json`;

/** Bytes of a request body. */
export const bodyLimit = 64 * 1024;

/** The one sentence about two different protocol numbers. */
export function protocolSentence(spoken: { readonly daemon: string; readonly command: string }): string {
  return `the daemon speaks protocol ${spoken.daemon}, this command speaks ${spoken.command}: they are of different versions`;
}

/** What to type then: the side with the smaller number is the old one. */
export function protocolHint(spoken: { readonly daemon: string; readonly command: string }): string {
  return Number(spoken.daemon) > Number(spoken.command)
    ? 'update this command: it is the older one of the two, and fairlead --version says which it is'
    : 'restart the daemon with this version: quit the menubar app and open it again, or end the daemon and type fairlead daemon';
}
