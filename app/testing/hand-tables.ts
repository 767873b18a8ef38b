/**
 * Routing tables written by hand, row by row, from how macOS prints them and what VPN clients are known to do; nothing
 * here was made by the code that prints tables for other tests. Beside each stands what the kernel's rule gives, worked
 * out by hand: the longest prefix among the rows without I and W.
 */
export interface HandTable {
  readonly what: string;
  /** Rows only, between the heading of the version and what stands at the end of each Mac's table. */
  readonly rows: string;
  readonly version?: keyof typeof headings;
  readonly ip: string;
  /** Default: the /24 around the address. */
  readonly network?: string;
  /** `192.168.99.0/24 utun3`, or `none`. */
  readonly carries: string;
  /** `fine`, `hijacked`, or `open` for a hijack the table alone cannot settle. */
  readonly verdict: 'fine' | 'hijacked' | 'open';
}

export const headings = {
  '10.13': 'Destination        Gateway            Flags        Refs      Use   Netif Expire',
  '11': 'Destination        Gateway            Flags        Netif Expire',
  '13': 'Destination        Gateway            Flags           Netif Expire',
  '26': 'Destination        Gateway            Flags               Netif Expire',
} as const;

/** What a Mac without any VPN and VM has, before and after the rows of a case. */
export function wholeText({ rows, version = '26' }: HandTable): string {
  const before = 'default            10.0.1.1           UGScg                 en0       ';
  const own = defaults.test(rows) ? '' : `${before}\n`;
  return `Routing tables\n\nInternet:\n${headings[version]}\n${own}${rows.trim()}\n${end}`;
}

/** A case that has a default row, of whatever scope, has all of them. */
const defaults = /^default\s/m;

const end = `127                127.0.0.1          UCS                   lo0       
127.0.0.1          127.0.0.1          UH                    lo0       
224.0.0/4          link#6             UmCS                  en0      !
224.0.0.251        1:0:5e:0:0:fb      UHmLWI                en0       
255.255.255.255/32 link#6             UCS                   en0      !
`;
