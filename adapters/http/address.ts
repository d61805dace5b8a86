import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

import { AddressRefused } from './http-error.ts';

/** IANA's special-purpose registries: everything that is not a public unicast address. IPv4 rules hold for IPv4-mapped IPv6 too. */
const RESERVED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const RESERVED_IPV6 = [
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const reserved = new BlockList();
for (const [family, ranges] of [
  ['ipv4', RESERVED_IPV4],
  ['ipv6', RESERVED_IPV6],
] as const) {
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    reserved.addSubnet(network, Number(bits), family);
  }
}

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !reserved.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

type Resolve = (hostname: string, callback: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const resolveAll: Resolve = (hostname, callback) => resolveName(hostname, { all: true }, callback);

/**
 * A lookup for sockets that yields public addresses only. The socket connects to the very addresses checked here, so a name that changes
 * between check and connect (DNS rebinding) gains nothing. A name with one private address among public ones is refused as a whole.
 */
export function publicLookup(resolve: Resolve = resolveAll): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined)
        return callback(error ?? new Error(`no address for ${hostname}`), '', 0);
      if (!addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new AddressRefused(`${hostname} has a private address`, false), '', 0);
      }
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
