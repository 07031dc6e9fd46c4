/** Labels of the original for the parts of the rules, letter for letter; `&` marks the access key. */
export const REROUTE = '&Reroute incoming SMTP mail (required for POP3/IMAP4 support)';
export const DO_NOT_REROUTE = '&Do not reroute incoming SMTP mail';
export const SENT_TO = 'Sent To';
export const ROUTE_TO = 'Route To';

export const AUTHENTICATED = 'Hosts and clients that successfully au&thenticate';
export const ADDRESSES = 'Hosts and clients with these &IP addresses';
export const INTERNAL = 'Hosts and clients connecting to these i&nternal addresses';
export const NEVER = 'Specify the hosts and clients that can NE&VER route mail';

export interface LabelParts {
  readonly before: string;
  readonly key?: string;
  readonly after: string;
}

/** A label at its access key; `&&` is one & that is meant. */
export function labelParts(label: string): LabelParts {
  const found = /(?<!&)&(?!&)(\w)/.exec(label);
  if (!found) return { before: bare(label), after: '' };
  const { index } = found;
  return {
    before: bare(label.slice(0, index)),
    key: found[1]!,
    after: bare(label.slice(index + 2)),
  };
}

/** The label as words. */
export function plainLabel(label: string): string {
  const { before, key = '', after } = labelParts(label);
  return before + key + after;
}

function bare(part: string): string {
  return part.replaceAll('&&', '&');
}
