/** Answers of the API: certificate, account stores, test logons. The types of `../security.ts` are made from these schemas. */
import { z } from 'zod';

export const logonTestSchema = z
  .strictObject({
    result: z.enum(['accepted', 'refused', 'unavailable']),
    text: z.string().describe('In one sentence.'),
    account: z.string().nullable().describe('The account as it would count; null unless accepted.'),
    took: z.number().describe('Milliseconds.'),
  })
  .meta({
    id: 'LogonTest',
    description: 'What a test logon came to, with what was said on the way, passwords left out.',
  });
export type LogonTest = z.infer<typeof logonTestSchema>;

export const certificateFactsSchema = z
  .strictObject({
    subject: z.string(),
    issuer: z.string(),
    names: z.array(z.string()).readonly().describe('DNS names and addresses it is good for.'),
    notBefore: z.string().describe('ISO 8601.'),
    notAfter: z.string(),
    selfSigned: z.boolean(),
    chain: z.number().describe('Certificates in the chain, its own included.'),
    warnings: z
      .array(z.string())
      .readonly()
      .describe(
        'What should be looked at, in sentences: expires soon, does not name this host, chain incomplete.',
      ),
  })
  .meta({ id: 'CertificateFacts' });
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

export const listenerOfferSchema = z
  .strictObject({
    kind: z.enum(['smtp', 'submission', 'smtps', 'legacy']),
    address: z.string(),
    tls: z.string().describe('`TLS 1.2 and later`.'),
    logon: z.string().describe('`after STARTTLS`, `always`, `not offered`.'),
    from: z
      .string()
      .describe(
        'Where it is set: `GATEPOST_SMTP`, `--smtp`, `the default`, `systemd socket`, `this page`.',
      ),
  })
  .meta({ id: 'ListenerOffer' });
export type ListenerOffer = z.infer<typeof listenerOfferSchema>;

export const securityStateSchema = z
  .strictObject({
    certificate: certificateFactsSchema,
    certificateFrom: z
      .string()
      .nullable()
      .describe(
        'The setting that fixes the certificate from outside, such as GATEPOST_TLS_CERT; null: the page’s.',
      ),
    listeners: z.array(listenerOfferSchema).readonly(),
    stores: z
      .array(
        z.strictObject({
          name: z.string(),
          lastAnswer: z.string().nullable(),
          problem: z.string().nullable(),
        }),
      )
      .readonly()
      .describe('By store: when it last answered, and its fault when it does not.'),
    legacyProblem: z
      .string()
      .nullable()
      .describe(
        'Why the legacy lane is not open, in a sentence; null when it is, or none is wanted.',
      ),
  })
  .meta({ id: 'SecurityState', description: '`GET /api/security/state`, from the relay.' });
export type SecurityState = z.infer<typeof securityStateSchema>;
