import { type Reading, read, unreadable } from '../../reading.ts';
import { type Cidr, cidr, lengthOfMask, parseIpv4 } from '../../route/cidr.ts';
import type { KernelAnswer } from '../../route/table.ts';

const interfaceName = /^[A-Za-z][A-Za-z0-9_.-]{0,15}$/;

/**
 * Reads `route -n get <address>` (network_cmds, route.tproj/route.c, `print_getmsg`): lines of `key: value`,
 * with `mask` only for networks and `gateway` only with flag GATEWAY. The exit status says nothing: it is 0
 * with "not in table" on stderr, which is an answer (no route), while every other complaint is unreadable.
 */
export function parseRouteGet(stdout: string, stderr: string): Reading<KernelAnswer> {
  const complaint = stderr.trim();
  if (/: not in table\b|: Network is unreachable\b/.test(complaint)) return read({ kind: 'no-route' });
  const fields = fieldsOf(stdout);
  const name = fields.get('interface');
  if (name === undefined || !interfaceName.test(name)) {
    if (complaint !== '') return unreadable(`route get: ${complaint.slice(0, 200)}`);
    return unreadable('route get named no interface');
  }
  const destination = destinationOf(fields.get('destination'), fields.get('mask'));
  const gateway = fields.get('gateway');
  return read({
    kind: 'route',
    interface: name,
    ...(gateway === undefined || gateway === '' ? {} : { gateway }),
    ...(destination === undefined ? {} : { destination }),
  });
}

function fieldsOf(stdout: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const match = /^\s*(route to|destination|mask|gateway|interface):\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) fields.set(match[1], match[2]);
  }
  return fields;
}

/** 0.0.0.0/1 is printed as "default" too: only its mask, 128.0.0.0, tells it from 0.0.0.0/0. */
function destinationOf(destination: string | undefined, mask: string | undefined): Cidr | undefined {
  if (destination === undefined) return undefined;
  const address = destination === 'default' ? 0 : parseIpv4(destination);
  if (address === undefined) return undefined;
  if (mask === undefined) return destination === 'default' ? cidr(0, 0) : cidr(address, 32);
  const bits = mask === 'default' ? 0 : parseIpv4(mask);
  const length = bits === undefined ? undefined : lengthOfMask(bits);
  return length === undefined ? undefined : cidr(address, length);
}
