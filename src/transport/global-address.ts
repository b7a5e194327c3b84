import ipaddr from 'ipaddr.js';

/** What IANA gives out for global unicast; the rest of IPv6 is nobody's, or nobody's yet (RFC 4291, 2.4). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address of the public internet, in any spelling; false for everything else: private,
 * loopback, link-local, shared, multicast, documentation, tunnels that lead to an IPv4 address, and text
 * that is no address.
 */
export function isGlobalUnicast(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}

/** A URL's host without the brackets that stand around an IPv6 address there. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** True for `localhost` and for every address that only this machine can mean, with or without brackets. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host).toLowerCase();
  if (!ipaddr.isValid(bare)) return bare === 'localhost' || bare.endsWith('.localhost');
  return ipaddr.process(bare).range() === 'loopback';
}
