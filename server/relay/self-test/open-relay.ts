/**
 * The relay attacked with the whole open-relay battery, from an address that its rules do not permit.
 *
 * Promise: every form goes to RCPT only, with RSET behind it; nothing is ever sent. What is taken in although
 * neither an inbound row nor an override says so is bad, whatever permits say.
 */
import type { Compiled } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Decision } from '../../../shared/engine/decision.js';
import { ipFromText } from '../../../shared/address/ip.js';
import { literalToText } from '../../../shared/address/mailbox.js';
import { relayBattery, type RelayForm } from '../../../shared/smtp/relay-battery.js';
import { ConnectFault } from '../delivery/hop-fault.js';
import { Assault, type Tally } from './assault.js';
import { interfaces } from '../../host.js';
import { AGAIN } from './listener.js';
import { addressesFor, isInside, strangers } from './local-address.js';
import { openTalk, SELF_TEST_HELO, type OwnListener } from './own-listener.js';
import { bad, ok, skipped, warning, type Finding, type Step } from './step.js';
import type { Surroundings } from './surroundings.js';
import type { Transcript } from './transcript.js';

/** TEST-NET-3 (RFC 5737): a stranger who is nobody. */
const STRANGER = '203.0.113.77';
const STRANGER_6 = '2001:db8::77';
/** A domain that nobody has (RFC 6761). */
const REMOTE = 'relay-test.invalid';
const WITHIN_MS = 75_000;
/** For a reply, beside the delay before the greeting. */
const REPLY_MS = 10_000;
const MOST_NAMED = 3;
const KEEP_OFF = 'That is what the internal address says. Make sure that no stranger can reach it.';
const MEND =
  'Look at the permits of Routing Restrictions and at the rows of Routing: the transcript has each form, and Try it says which rule decided.';

export function openRelayStep(listener: OwnListener, surroundings: Surroundings): Step {
  return {
    id: `open-relay/${listener.kind}/${listener.text}`,
    title: `Open relay: ${listener.kind} ${listener.text}`,
    within: WITHIN_MS,
    run: (transcript, signal) => attacked(listener, surroundings, transcript, signal),
  };
}

async function attacked(
  listener: OwnListener,
  surroundings: Surroundings,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Finding> {
  const compiled = surroundings.rules();
  if (!compiled) {
    return warning(
      'No rules are in force: nothing is accepted, and nothing can be said of them.',
      'See the History page.',
    );
  }
  const forms = relayBattery({
    literal: literalToText(ipFromText(listener.ip)!),
    server: surroundings.hostname,
    site: compiled.host.siteDomain,
    remote: REMOTE,
    user: 'victim',
    from: 'antispam',
  });
  const all = addressesFor(listener.ip, surroundings.isProxy);
  const unpermitted = strangers(compiled, listener.ip, all);
  if (unpermitted.length === 0) return byEngine(compiled, listener, forms, transcript);
  for (const from of unpermitted) {
    const tally = await assaulted(
      from,
      listener,
      surroundings,
      compiled,
      forms,
      transcript,
      signal,
    );
    if (tally) {
      const finding = findingOf(tally, forms.length, from, listener);
      return finding.state === 'ok' ? elsewhere(compiled, listener, forms, finding) : finding;
    }
  }
  return warning('It could not be reached from any address of this host.', 'See the transcript.');
}

/** Null where this host has no way there from that address. */
async function assaulted(
  from: string,
  listener: OwnListener,
  { hostname, settings }: Surroundings,
  compiled: Compiled,
  forms: readonly RelayForm[],
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Tally | null> {
  const { errors, greetingDelay } = settings().limits;
  const patience = REPLY_MS + greetingDelay * 1000;
  const assault = new Assault({
    // On submission listeners MAIL is refused before TLS in any case: it is looked at what comes after.
    open: () =>
      openTalk(
        { listener, from, hostname, tls: listener.kind === 'submission', patience },
        transcript,
        signal,
      ),
    // One session after another, each ended before the limit of errors ends it.
    mostErrors: errors === 0 ? Infinity : Math.max(1, errors - 2),
    patience,
    isMeant: (form) => {
      const decision = decided(compiled, form, from, listener.ip);
      return decision.verdict === 'inbound' || decision.reason === 'override';
    },
    transcript,
    signal,
  });
  try {
    return await assault.run(forms);
  } catch (error) {
    if (!(error instanceof ConnectFault)) throw error;
    transcript.note(error.message);
    return null;
  } finally {
    assault.end();
  }
}

function findingOf(tally: Tally, count: number, from: string, listener: OwnListener): Finding {
  const { taken, meant, putOff, untested, closed } = tally;
  if (taken.length > 0) {
    const names = taken.slice(0, MOST_NAMED).map(said);
    const more = taken.length > MOST_NAMED ? ', and more' : '';
    const says = `${from}, which nothing permits, could relay by ${taken.length} of ${count} forms: ${names.join(', ')}${more}.`;
    return bad(says, MEND);
  }
  if (closed !== null && untested === count) {
    if (listener.kind === 'legacy') return ok(`It lets nobody in from ${from}.`);
    return warning(`Nobody is let in from ${from}: ${closed}.`, AGAIN);
  }
  const byRows = meant > 0 ? ` ${meant} are taken because a row wants it so.` : '';
  if (putOff + untested > 0) {
    const says = `${count - putOff - untested} of ${count} forms from ${from} were answered for good: none relays.${byRows} The rest was put off or not asked.`;
    return warning(says, AGAIN);
  }
  return ok(`${count} forms from ${from}: ${meant > 0 ? 'none relays.' : 'all refused.'}${byRows}`);
}

/** The loopback was attacked; at other addresses an internal address may permit whoever connects to it. */
function elsewhere(
  compiled: Compiled,
  listener: OwnListener,
  forms: readonly RelayForm[],
  found: Finding,
): Finding {
  if (!listener.everywhere) return found;
  const open = interfaces()
    .map(({ address }) => address)
    .filter((address) => address !== listener.ip && isOpen(compiled, forms, address));
  if (open.length === 0) return found;
  const says = `${found.says} Whoever connects to ${open.join(' or ')} may relay: the rules say so of these internal addresses.`;
  return open.every(isInside) ? ok(says) : warning(says, KEEP_OFF);
}

function isOpen(compiled: Compiled, forms: readonly RelayForm[], reached: string): boolean {
  const stranger = reached.includes(':') ? STRANGER_6 : STRANGER;
  return forms.some((form) => {
    const { verdict, reason } = decided(compiled, form, stranger, reached);
    return verdict === 'relay' && reason === 'internal-address';
  });
}

/** Where every address of this host is permitted: what would be decided about somebody else. */
function byEngine(
  compiled: Compiled,
  listener: OwnListener,
  forms: readonly RelayForm[],
  transcript: Transcript,
): Finding {
  const stranger = listener.ip.includes(':') ? STRANGER_6 : STRANGER;
  transcript.note(
    `Every address of this host is permitted here: the rules are asked about ${stranger}.`,
  );
  const open = forms.flatMap((form) => {
    const decision = decided(compiled, form, stranger, listener.ip);
    const { verdict, reason, reply } = decision;
    transcript.note(`${said(form)}: ${verdict} (${reason}), ${reply.code} ${reply.text}`);
    return verdict === 'relay' && reason !== 'override' ? [decision] : [];
  });
  const why = `Every address of this host is permitted to relay at ${listener.text}, so the rules were asked instead`;
  const [first] = open;
  if (!first) return skipped(`${why}: a stranger (${stranger}) is refused.`);
  const rule = first.rule === undefined ? '' : ` (${first.rule})`;
  if (open.every(({ reason }) => reason === 'internal-address')) {
    return warning(`${why}: whoever connects to ${listener.ip} may relay${rule}.`, KEEP_OFF);
  }
  return bad(
    `${why}: a stranger (${stranger}) could relay by ${open.length} of ${forms.length} forms${rule}.`,
    MEND,
  );
}

function decided(compiled: Compiled, form: RelayForm, peer: string, reached: string): Decision {
  return decide(compiled, {
    peer,
    localAddress: reached,
    account: null,
    sender: form.sender,
    recipient: form.recipient,
    helo: SELF_TEST_HELO,
    at: new Date().toISOString(),
  });
}

function said({ name, sender, recipient }: RelayForm): string {
  return `<${sender}> to <${recipient}> (${name})`;
}
