/** What else people send in the place of a Mac's routing table, by a line that only it has. */
const kinds: readonly (readonly [sign: RegExp, what: string])[] = [
  [/^Kernel IP routing table|^\s*Destination\s+Gateway\s+Genmask\b/m, 'a routing table of Linux'],
  // Its rows without the heading: in the third column a Mac never has a mask.
  [
    /^\s*\d+(\.\d+){3}\s+(\d+(\.\d+){3}|\*)\s+(255(\.\d+){3}|0\.0\.0\.0)\s+[!U][A-Z!]*\s/m,
    'a routing table of Linux',
  ],
  [
    /^\s*((unreachable|blackhole|broadcast|local|unicast)\s+)?(default|\d+(\.\d+){3}(\/\d+)?)\s+(via \S+\s+)?dev \S+/m,
    'what ip route prints on Linux',
  ],
  [/"dst"\s*:\s*"[^"]*"/, 'what ip -j route prints on Linux'],
  [
    /^\s*\d+(\.\d+){3}\s+\d+(\.\d+){3}\s+(\d+(\.\d+){3}|\S*[Ll]ink\S*)\s+\d+(\.\d+){3}\s+\d+\s*$/m,
    'a routing table of Windows',
  ],
  [/^\s*Network Destination\s+Netmask\s/m, 'a routing table of Windows'],
  [/^\s*Destination\s+Gateway\s.*\b(Iface|Interface)\s*$/m, 'a routing table of another system'],
  [/^\s*route to: \S/m, 'what route get prints for one address'],
  [/^\S+: flags=[0-9a-f]+<|^\d+: \S+: <[A-Z,_]+>/m, 'a list of interfaces'],
  [/^Name\s+Mtu\s+Network\s/m, 'a list of interfaces (netstat -i)'],
  [/^Proto\s+Recv-Q\s/m, 'a list of connections (netstat without -r)'],
  [/^\? \(\d+(\.\d+){3}\) at /m, 'an ARP table'],
  [/^RTM_[A-Z_]+: /m, 'what route monitor prints'],
  [/^traceroute to /m, 'what traceroute prints'],
];

/** What the text is when it is no routing table of a Mac but something else that is known. */
export function foreignTable(text: string): string | undefined {
  return kinds.find(([sign]) => sign.test(text))?.[1];
}
