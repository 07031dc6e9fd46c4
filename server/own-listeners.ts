/**
 * Whether an address and port are one of our own listeners: mail sent there would go round in a loop.
 * Another port on this host is a neighbour, such as the mail store behind us.
 */
import { networkInterfaces } from 'node:os';
import { ipFromText, ipToText, isLoopback, standardIpText } from '../shared/address/ip.js';

export interface Listener {
  /** `0.0.0.0` and `::` are all of this host's addresses. */
  readonly address: string;
  readonly port: number;
}

export function isOwnListener(ip: string, port: number, listeners: readonly Listener[]): boolean {
  const target = standardIpText(ip);
  return listeners.some((listener) => {
    if (listener.port !== port) return false;
    const address = standardIpText(listener.address);
    return address === target || (isUnspecified(address) && isOwnAddress(target));
  });
}

/** `0.0.0.0` or `::`: as a target it means this host, which nobody means. */
export function isUnspecified(ip: string): boolean {
  const text = standardIpText(ip);
  return text === '0.0.0.0' || text === '::';
}

function isOwnAddress(ip: string): boolean {
  const read = ipFromText(ip);
  if (read && (isLoopback(read) || isUnspecified(ipToText(read)))) return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => standardIpText(address) === ip),
  );
}
