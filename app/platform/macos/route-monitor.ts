/** Failed look-ups, and the answers to somebody's `route get`, ours among them: nothing has changed. */
const silent = new Set(['MISS', 'GET']);

/**
 * The reason for a poke in one line of `route -n monitor`, such as "RTM_DELETE", or undefined for all lines
 * that report no change (network_cmds, route.tproj/route.c, `print_rtmsg`). The values are never looked at:
 * their form differs between versions, and each pass reads the table anyway.
 */
export function pokeIn(line: string): string | undefined {
  const type = /(?:^|[\s;])RTM_([A-Z0-9_]+):/.exec(line)?.[1];
  if (type === undefined || silent.has(type)) return undefined;
  // Somebody's request that the kernel refused is reported too, with the error's number.
  const errno = /\berrno (\d+)/.exec(line)?.[1];
  if (errno !== undefined && errno !== '0') return undefined;
  // ARP entries come and go every few seconds on a busy network and carry nobody's network.
  if (/flags:<[^>]*\bWASCLONED\b/.test(line)) return undefined;
  return `RTM_${type}`;
}
