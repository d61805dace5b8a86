import { isIP } from 'node:net';

import { isPublicAddress } from './address.ts';
import { AddressRefused } from './http-error.ts';

/**
 * The address of a path below the base: always the base's own scheme, host and port, so the list of hosts allowed is the one configured.
 * Unless private addresses are allowed, only https and only public addresses; names are checked when they are resolved.
 */
export function targetOf(baseUrl: URL, path: string, allowPrivate: boolean): URL {
  // Behind a slash nothing can change the host any more.
  if (!path.startsWith('/')) throw new AddressRefused(`a path leaves ${baseUrl.host}`, false);
  const url = new URL(baseUrl.origin + baseUrl.pathname.replace(/\/+$/, '') + path);
  if (allowPrivate) {
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
    throw new AddressRefused(`${url.protocol} is not HTTP`, false);
  }
  if (url.protocol !== 'https:') throw new AddressRefused(`${url.protocol} would send records in plain text`, false);
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A socket never looks up a literal address, so it is checked here.
  if (isIP(literal) !== 0 && !isPublicAddress(literal))
    throw new AddressRefused(`${literal} is a private address`, false);
  return url;
}
