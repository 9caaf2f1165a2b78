import { isIPv6 } from 'node:net';

/**
 * Whose address it is, for limits: an IPv4 address as it is, of an IPv6 address its /64, since that is what one
 * connection to the internet gets, with more addresses in it than anybody could count.
 * @param address as Node and Express tell it, IPv4 also as `::ffff:192.0.2.1`; of a connection that is gone they tell none
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const [plain = ''] = address.toLowerCase().split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::').map((half) => half.replace(/\d+\.\d+\.\d+\.\d+$/, '0:0'));
  const [before, after] = [head, tail].map((half) => (half === '' ? [] : half.split(':')));
  const gap = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array<string>(Math.max(0, gap)).fill('0'), ...(after ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
