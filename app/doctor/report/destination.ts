import { parseCidr, type Cidr } from '../../route/cidr.ts';

/** `192.168.99/24` and `10/8`, as routing tables print them, padded with zeros. */
export function expandDestination(text: string): Cidr | undefined {
  const [address = '', length = ''] = text.split('/');
  const octets = address.split('.');
  if (octets.length > 4) return undefined;
  return parseCidr(`${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${length}`);
}
