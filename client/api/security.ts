import {
  CERTIFICATE_CHECK_PATH,
  LOGON_TEST_PATH,
  SECURITY_PATH,
  SECURITY_STATE_PATH,
  type AccountStore,
  type CertificateFacts,
  type CertificateSetting,
  type LogonTest,
  type Security,
  type SecurityState,
} from '../../shared/api/security.js';
import type { Enforced } from '../../shared/api/routing.js';
import { request, type Answer } from './request.js';
import { loaded, type Loaded } from './routing.js';

type Answered = Security & { readonly enforced?: Enforced };

export async function getSecurity(signal?: AbortSignal): Promise<Loaded<Security>> {
  return loaded(
    settingsOf(await request<Answered>('GET', SECURITY_PATH, signal ? { signal } : {})),
  );
}

/** 200 once the relay uses it, 202 when it is stored and not in use yet. */
export async function putSecurity(body: Security, ifMatch: string): Promise<Answer<Security>> {
  return settingsOf(await request<Answered>('PUT', SECURITY_PATH, { body, ifMatch }));
}

export async function getSecurityState(signal?: AbortSignal): Promise<SecurityState> {
  const options = signal ? { signal } : {};
  return (await request<SecurityState>('GET', SECURITY_STATE_PATH, options)).body;
}

export interface LogonToTest {
  /** Absent: Gatepost's own accounts. */
  readonly store?: AccountStore;
  readonly username: string;
  readonly password: string;
}

export async function testLogon(body: LogonToTest, signal?: AbortSignal): Promise<LogonTest> {
  const options = signal ? { body, signal } : { body };
  return (await request<LogonTest>('POST', LOGON_TEST_PATH, options)).body;
}

export async function checkCertificate(certificate: CertificateSetting): Promise<CertificateFacts> {
  const options = { body: { certificate } };
  return (await request<CertificateFacts>('POST', CERTIFICATE_CHECK_PATH, options)).body;
}

function settingsOf(answer: Answer<Answered>): Answer<Security> {
  const { enforced: _enforced, ...settings } = answer.body;
  return { ...answer, body: settings };
}
