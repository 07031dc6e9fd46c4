/** What a certificate says, and whether it can be used: it and its key, its chain, its names, its time. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { standardIpText } from '../../shared/address/ip.js';
import type { CertificateFacts } from '../../shared/api/security.js';
import { StoreError } from './fault.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;
/** Days before its end from which a certificate is warned of. */
const WARN_DAYS = 21;
const DAY_MS = 86_400_000;
const MOST_NAMES = 200;

export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

/** Throws a StoreError of one sentence when no peer could be shown this pair. */
export function requireUsable({ cert, key }: PemPair): void {
  const [leaf] = chainOf(cert);
  if (!leaf) throw new StoreError('There is no certificate in PEM form.');
  let isItsKey: boolean;
  try {
    isItsKey = leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new StoreError(
      'The private key cannot be read: it must be in PEM form, without a password.',
    );
  }
  if (!isItsKey) throw new StoreError('The private key does not belong to the certificate.');
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new StoreError(`They cannot be used: ${(error as Error).message}.`);
  }
}

/** Throws a StoreError of one sentence when it has ended or not begun: nobody chooses such a one. */
export function requireCurrent(cert: string, now = Date.now()): void {
  const [leaf] = chainOf(cert);
  if (!leaf) return;
  if (Date.parse(leaf.validTo) <= now) {
    throw new StoreError(`The certificate ended on ${dayOf(leaf.validTo)}.`);
  }
  if (Date.parse(leaf.validFrom) > now) {
    throw new StoreError(`The certificate begins only on ${dayOf(leaf.validFrom)}.`);
  }
}

/** Throws a StoreError when there is no certificate. */
export function certificateFacts(
  cert: string,
  hostname: string,
  now = Date.now(),
): CertificateFacts {
  const chain = chainOf(cert);
  const [leaf] = chain;
  if (!leaf) throw new StoreError('There is no certificate in PEM form.');
  const selfSigned = leaf.subject === leaf.issuer;
  return {
    subject: oneLine(leaf.subject),
    issuer: oneLine(leaf.issuer),
    names: namesOf(leaf),
    notBefore: new Date(leaf.validFrom).toISOString(),
    notAfter: new Date(leaf.validTo).toISOString(),
    selfSigned,
    chain: chain.length,
    warnings: warningsOf(chain, hostname, selfSigned, now),
  };
}

function warningsOf(
  chain: readonly X509Certificate[],
  hostname: string,
  selfSigned: boolean,
  now: number,
): string[] {
  const leaf = chain[0]!;
  const days = Math.floor((Date.parse(leaf.validTo) - now) / DAY_MS);
  const broken = chain.findIndex((each, i) => i > 0 && !chain[i - 1]!.verify(each.publicKey));
  const warnings: string[] = [];
  if (days < 0) warnings.push(`It ended on ${dayOf(leaf.validTo)}.`);
  else if (days < WARN_DAYS) warnings.push(`It ends in ${days} ${days === 1 ? 'day' : 'days'}.`);
  if (!leaf.checkHost(hostname)) warnings.push(`It does not name ${hostname}.`);
  if (selfSigned) warnings.push('It is self-signed: clients cannot verify it.');
  if (broken > 0)
    warnings.push(`Certificate ${broken + 1} of the chain did not sign the one before.`);
  if (chain.length === 1 && !selfSigned) {
    warnings.push('It stands alone: put the certificates between it and its authority behind it.');
  }
  return warnings;
}

function chainOf(pem: string): X509Certificate[] {
  try {
    return (pem.match(CERTIFICATE) ?? []).map((each) => new X509Certificate(each));
  } catch {
    return [];
  }
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  const names = subjectAltName
    .split(', ')
    .map((each) => standardIpText(each.replace(/^(?:DNS|IP Address):/, '')));
  return names.filter(Boolean).slice(0, MOST_NAMES);
}

/** Common name first, the rest behind it. */
function oneLine(name: string): string {
  return name.split('\n').toReversed().join(', ');
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
