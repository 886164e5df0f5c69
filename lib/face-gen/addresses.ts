/**
 * Which addresses results may be downloaded from. An answer's links are the upstream's word, so they must not
 * reach this machine, its network or a cloud's metadata service.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

export type Address = { address: string; family: number };

/** Every address of a name. Throws what `node:dns` throws. */
export type Resolve = (hostname: string) => Promise<Address[]>;

/** IANA's IPv4 Special-Purpose Address Registry, multicast and reserved space. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/**
 * IPv6: all but 2000::/3 (so also loopback, mapped, NAT64, unique local, link local and multicast), and within it
 * IANA's special ranges. Mapped, NAT64, 6to4 and Teredo addresses carry an IPv4 address inside; no result needs one.
 */
const SPECIAL_V6 = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
];

/** Two lists: a single one would hold an IPv4 address against `::ffff:0:0/96`, which `::/3` contains. */
const specialV4 = blockList(SPECIAL_V4, 'ipv4');
const specialV6 = blockList(SPECIAL_V6, 'ipv6');

function blockList(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** Whether an IP address is one of the public internet. Anything that is not a plain address is not. */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 4) return !specialV4.check(address, 'ipv4');
  if (family === 6) return !specialV6.check(address, 'ipv6');
  return false;
}

/** The system's resolver. */
export const resolveHost: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/** Every address of a URL's host: itself when it is one. Throws what `resolve` throws. */
export async function addressesOf(url: URL, resolve: Resolve): Promise<Address[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  return family === 0 ? resolve(host) : [{ address: host, family }];
}
