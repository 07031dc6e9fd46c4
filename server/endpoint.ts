/** `host:port` as settings write it: `127.0.0.1:25`, `[::]:25`, `localhost:25`; lists with commas. */
import { ipFromText, isLoopback } from '../shared/address/ip.js';
import { hostPort } from '../shared/rules/text.js';
import { readHost } from '../shared/rules/schema.js';
import { StartFault } from './start-fault.js';

export interface Endpoint {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string;
  /** 0 to 65535; 0 takes any free port. */
  readonly port: number;
  /** `127.0.0.1:25`, `[::]:25`. */
  readonly text: string;
}

interface Expected {
  /** Only IP addresses are taken. */
  readonly address?: boolean;
  /** Taken where none is given; else a port is required. */
  readonly port?: number;
}

/** Reads a comma-separated list; an empty text is an empty list. */
export function endpointsFromText(text: string, expected: Expected = {}): Endpoint[] {
  if (text === '') return [];
  const endpoints = text.split(',').map((part) => endpointFromText(part.trim(), expected));
  const twice = endpoints.find(
    ({ text: one, port }, i) => port !== 0 && endpoints.findIndex((e) => e.text === one) !== i,
  );
  if (twice) throw new StartFault(`${twice.text} is listed twice.`);
  return endpoints;
}

/** True where only this machine can connect. */
export function isLoopbackEndpoint({ host }: Endpoint): boolean {
  const ip = ipFromText(host);
  return ip ? isLoopback(ip) : host === 'localhost';
}

/** True for `0.0.0.0` and `::`, which stand for every address of the machine. */
export function isAnyAddress({ host }: Endpoint): boolean {
  return ipFromText(host)?.value === 0 || ipFromText(host)?.value === 0n;
}

function endpointFromText(text: string, { address = false, port: standard }: Expected): Endpoint {
  const example = address ? '127.0.0.1:53 or [::1]:53' : '127.0.0.1:25 or [::]:25';
  const notOne = `“${text}” is not an address with a port, such as ${example}`;
  const form = /^(?:\[([^[\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text);
  if (!form) throw new StartFault(`${notOne}.`);
  const [, bracketed, plain, portText] = form;
  if (portText === undefined && standard === undefined) throw new StartFault(`${notOne}.`);
  const port = portText === undefined ? standard! : Number(portText);
  if (port > 65535) throw new StartFault(`${notOne}: a port is at most 65535.`);
  const given = (bracketed ?? plain)!;
  const ip = ipFromText(given);
  if (bracketed !== undefined && (!ip || !given.includes(':'))) {
    throw new StartFault(`${notOne}: only an IPv6 address stands in brackets.`);
  }
  if (address && !ip) throw new StartFault(`${notOne}: a resolver is named by its address.`);
  const read = readHost(given);
  if (!read.ok) throw new StartFault(`${notOne}: ${read.message}`);
  // A zone names the interface of a link-local address: the system needs it.
  const host = given.includes('%') ? given : read.value;
  return Object.freeze({ host, port, text: hostPort(host, port) });
}
