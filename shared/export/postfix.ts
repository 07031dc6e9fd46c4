/**
 * Rules as Postfix would have them: a piece of `main.cf` and its tables, in one text with a remark before
 * each part.
 *
 * Known weakness: Postfix has nothing for connecting to an internal address, for rewriting as routing and
 * for an end; each such entry is named in a remark.
 */
import { networkToCidr, networkFromText } from '../address/network.js';
import { internalToText, neverToText, routeToText } from '../rules/text.js';
import type { Route, Rules } from '../rules/schema.js';

export function postfixText({ reroute, routes, restrictions }: Rules): string {
  const { authenticated, addresses, internalAddresses, never } = restrictions;
  const mynetworks = reroute && addresses.enabled ? addresses.entries : [];
  const inbound = routes.filter(({ to }) => to.kind === 'inbound');
  const always = routes.filter(({ to, alwaysRelay }) => alwaysRelay && to.kind !== 'inbound');
  const without = [
    ...routes.filter(({ to }) => to.kind === 'domain').map(routeToText),
    ...(internalAddresses.enabled ? internalAddresses.entries.map(internalToText) : []),
  ];
  const permits = [
    ...(never.entries.length > 0 ? ['check_client_access cidr:/etc/postfix/never.cidr'] : []),
    ...(reroute && mynetworks.length > 0 ? ['permit_mynetworks'] : []),
    ...(reroute && authenticated ? ['permit_sasl_authenticated'] : []),
    'reject_unauth_destination',
  ];
  return [
    '# main.cf',
    `mynetworks =${folded(mynetworks.map(({ network }) => bracketed(network)))}`,
    `relay_domains =${folded([...inbound, ...always].map(({ domain }) => plain(domain)))}`,
    'transport_maps = texthash:/etc/postfix/transport',
    `smtpd_relay_restrictions =${folded(permits)}`,
    '',
    '# transport',
    ...routes.flatMap(transportLines),
    '',
    '# never.cidr',
    ...never.entries.map((entry) => `${entry.network} REJECT ${neverToText(entry)}`),
    '',
    ...(without.length > 0
      ? ['# Postfix has nothing like:', ...without.map((text) => `#   ${text}`), '']
      : []),
  ].join('\n');
}

function transportLines(route: Route): readonly string[] {
  const { domain, to } = route;
  const hop =
    to.kind === 'host'
      ? `smtp:[${to.host}]:${to.port}`
      : to.kind === 'inbound' && to.host !== undefined
        ? `smtp:[${to.host}]:${to.port ?? 25}`
        : null;
  if (hop === null) return [];
  const name = plain(domain);
  if (domain.startsWith('#') || domain.startsWith('[')) return [`${name} ${hop}`];
  return domain.startsWith('.') ? [`.${name} ${hop}`] : [`${name} ${hop}`, `.${name} ${hop}`];
}

function plain(domain: string): string {
  return domain.replace(/^[#.]/, '');
}

/** IPv6 stands in brackets there. */
function bracketed(cidr: string): string {
  const network = networkFromText(cidr);
  if (!network.ok || network.value.ip.family === 4) return cidr;
  const [address, prefix = '128'] = networkToCidr(network.value).split('/');
  return `[${address}]/${prefix}`;
}

function folded(words: readonly string[]): string {
  return words.map((word) => `\n    ${word}`).join('');
}
