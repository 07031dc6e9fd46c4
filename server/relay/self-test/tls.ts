/** The certificate and the TLS that each listener shows, as a client sees them. */
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { certificateFacts } from '../../store/certificate.js';
import { AGAIN, anyAddress, isPuttingOff, NO_ADDRESS, patienceOf } from './listener.js';
import { openTalk, type OwnListener } from './own-listener.js';
import { bad, ok, skipped, warning, type Finding, type Step } from './step.js';
import type { Surroundings } from './surroundings.js';
import type { Transcript } from './transcript.js';

const MOST_CHAIN = 10;
const DAY_MS = 86_400_000;
const REPLACE = 'Replace the certificate, on the Security page or in its files.';

export function tlsStep(listener: OwnListener, surroundings: Surroundings): Step {
  return {
    id: `tls/${listener.kind}/${listener.text}`,
    title: `TLS: ${listener.kind} ${listener.text}`,
    within: 20_000 + patienceOf(surroundings),
    run: (transcript, signal) => shaken(listener, surroundings, transcript, signal),
  };
}

async function shaken(
  listener: OwnListener,
  surroundings: Surroundings,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Finding> {
  const from = anyAddress(listener, surroundings);
  if (from === null) return skipped(NO_ADDRESS);
  const { hostname } = surroundings;
  const manner = { listener, from, hostname, tls: true, patience: patienceOf(surroundings) };
  try {
    const { connection } = await openTalk(manner, transcript, signal);
    const finding = connection.secured
      ? judged(connection.secured, hostname, transcript)
      : bad('TLS was not begun.', 'See the transcript.');
    connection.quit();
    return finding;
  } catch (error) {
    const why = (error as Error).message;
    if (isPuttingOff(why)) return warning(`It puts ${from} off: ${why}.`, AGAIN);
    return bad(`No TLS: ${why}.`, 'See the Security page.');
  }
}

function judged(socket: TLSSocket, hostname: string, transcript: Transcript): Finding {
  const { subject, issuer, names, notAfter, chain, selfSigned, warnings } = certificateFacts(
    chainOf(socket.getPeerCertificate(true)),
    hostname,
  );
  const days = Math.floor((Date.parse(notAfter) - Date.now()) / DAY_MS);
  const spoken = `${socket.getProtocol() ?? 'TLS'}, ${socket.getCipher().name}`;
  const how = `${spoken}; the certificate has ${days} days left`;
  transcript.note(spoken);
  transcript.note(`Certificate of ${subject}, by ${issuer}, for ${names.join(', ')}`);
  transcript.note(`Until ${notAfter}, ${days} days; ${chain} in the chain`);
  const distrust = socket.authorizationError as unknown as string | Error | null;
  if (distrust) {
    const code = typeof distrust === 'string' ? distrust : distrust.message;
    transcript.note(`The authorities that this host knows do not vouch for it: ${code}`);
  }
  if (days < 0) return bad(`${spoken}. ${warnings.join(' ')}`, REPLACE);
  if (warnings.length > 0) return warning(`${how}. ${warnings.join(' ')}`, REPLACE);
  if (distrust && !selfSigned) {
    const says = `${how}. The authorities that this host knows do not vouch for the certificate.`;
    return warning(says, 'Put the certificates between it and its authority behind it.');
  }
  return ok(`${how} and names ${hostname}.`);
}

/** What was shown, leaf first, in PEM form. */
function chainOf(leaf: DetailedPeerCertificate): string {
  const shown: string[] = [];
  const seen = new Set<string>();
  for (let each = leaf; shown.length < MOST_CHAIN && !seen.has(each.fingerprint256);) {
    seen.add(each.fingerprint256);
    shown.push(new X509Certificate(each.raw).toString());
    if (!each.issuerCertificate) break;
    each = each.issuerCertificate;
  }
  return shown.join('\n');
}
