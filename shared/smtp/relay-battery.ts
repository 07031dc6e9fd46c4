/**
 * The classic tests for an open relay: nmap's smtp-open-relay, Microsoft's Q304897, abuse.net, DSBL, MAPS, and
 * the encapsulated addresses of Q237927. Each form names a victim elsewhere; a relay that is not open says no to
 * every one at RCPT, and nothing needs to be sent to see it.
 */
export interface RelayForm {
  /** Who tests so. */
  readonly name: string;
  /** As in MAIL FROM, without brackets; '' is the null sender. */
  readonly sender: string;
  /** As in RCPT TO, without brackets. */
  readonly recipient: string;
  /** Said without angle brackets. */
  readonly bare?: true;
}

export interface Battlefield {
  /** Address of the server under test: `[192.0.2.1]`. */
  readonly literal: string;
  /** Its name. */
  readonly server: string;
  /** A domain whose mail it takes in. */
  readonly site: string;
  /** A domain that is not ours, of sender and victim. */
  readonly remote: string;
  /** Local parts. */
  readonly user: string;
  readonly from: string;
}

export function relayBattery(field: Battlefield): RelayForm[] {
  const seen = new Set<string>();
  return [...nmap(field), ...dsbl(field), ...others(field)].filter(
    ({ sender, recipient, bare }) => {
      const key = JSON.stringify([sender, recipient, bare]);
      return !seen.has(key) && seen.add(key);
    },
  );
}

function nmap({ literal, server, remote, user, from }: Battlefield): RelayForm[] {
  const own = `${from}@${literal}`;
  const forms: readonly (readonly [sender: string, recipient: string])[] = [
    ['', `${user}@${remote}`],
    [`${from}@${remote}`, `${user}@${remote}`],
    [`${from}@${server}`, `${user}@${remote}`],
    [own, `${user}@${remote}`],
    [own, `${user}%${remote}@${literal}`],
    [own, `${user}%${remote}@${server}`],
    [own, `"${user}@${remote}"`],
    [own, `"${user}%${remote}"`],
    [own, `${user}@${remote}@${literal}`],
    [own, `"${user}@${remote}"@${literal}`],
    [own, `${user}@${remote}@${server}`],
    [own, `@${literal}:${user}@${remote}`],
    [own, `@${server}:${user}@${remote}`],
    [own, `${remote}!${user}`],
    [own, `${remote}!${user}@${literal}`],
    [own, `${remote}!${user}@${server}`],
  ];
  return forms.map(([sender, recipient], i) => ({ name: `nmap ${i + 1}`, sender, recipient }));
}

function dsbl({ remote, user, from }: Battlefield): RelayForm[] {
  const senders = [`${from}@${remote}`, 'nobody', `${remote}!${from}`, ''];
  return senders.flatMap((sender) => [
    { name: 'DSBL', sender, recipient: `${user}@${remote}` },
    { name: 'DSBL', sender, recipient: `"${user}@${remote}"` },
    { name: 'DSBL', sender, recipient: `${user}@${remote}`, bare: true as const },
    { name: 'DSBL', sender, recipient: `${remote}!${user}` },
  ]);
}

function others({ site, server, remote, user, from }: Battlefield): RelayForm[] {
  const sender = `${from}@${remote}`;
  const named = (name: string, recipient: string, by = sender) => ({ name, sender: by, recipient });
  const encapsulated = `${user}+40${remote.replaceAll('.', '+2E')}`;
  return [
    named('Q304897 2', `${user}@${remote}`, from),
    named('MAPS 3', `${user}@${remote}`, `${from}@localhost`),
    named('abuse.net 4', `${user}@${remote}`, `${from}@${site}`),
    named('own domain', `${user}%${remote}@${site}`),
    named('own domain', `"${user}@${remote}"@${site}`),
    named('own domain', `${user}@${remote}@${site}`),
    named('own domain', `${remote}!${user}@${site}`),
    named('own domain', `@${site}:${user}@${remote}`),
    named('loopback', `${user}%${remote}@[127.0.0.1]`),
    named('loopback', `${user}%${remote}@localhost`),
    named('loopback', `@localhost:${user}@${remote}`),
    named('Q237927', `IMCEASMTP-${encapsulated}@${site}`),
    named('Q237927', `IMCEASMTP-${encapsulated}@${server}`),
    named('Q264330', `"IMCEA ${user}@${remote}"@${site}`),
    named('trailing dot', `${user}@${remote}.`),
    // TEST-NET-3 (RFC 5737): nobody's.
    named('foreign literal', `${user}@[203.0.113.99]`),
  ];
}

/** As it is said: `RCPT TO:<...>`. */
export function recipientCommand({ recipient, bare }: RelayForm): string {
  return bare ? `RCPT TO:${recipient}` : `RCPT TO:<${recipient}>`;
}
