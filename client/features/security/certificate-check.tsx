import { useState } from 'react';
import {
  certificateSchema,
  type CertificateFacts,
  type CertificateSetting,
} from '../../../shared/api/security.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { ApiFault, faultText } from '../../api/request.js';
import { checkCertificate } from '../../api/security.js';
import { Button } from '../../components/button.js';
import { ProblemLine } from '../../components/problem.js';
import { Facts } from './certificate-facts.js';

/** What was said, and of what: a certificate that was changed since is not known. */
type Said = { readonly of: CertificateSetting } & (
  { readonly facts: CertificateFacts } | { readonly fault: string }
);

/** "Check": whether it can be used, and what it says, before anything is applied. */
export function CertificateCheck({ certificate }: { readonly certificate: CertificateSetting }) {
  const [said, say] = useState<Said | null>(null);
  const [asking, setAsking] = useState(false);
  const check = async () => {
    const read = certificateSchema.safeParse(certificate);
    if (!read.success) {
      return say({ of: certificate, fault: issuesFromZod(read.error)[0]!.message });
    }
    setAsking(true);
    try {
      say({ of: certificate, facts: await checkCertificate(read.data) });
    } catch (fault) {
      say({ of: certificate, fault: whyNot(fault) });
    } finally {
      setAsking(false);
    }
  };
  const now = said?.of === certificate ? said : null;
  return (
    <div className="stack" data-help="certificate">
      <div>
        <Button
          label={asking ? 'Checking…' : 'Chec&k'}
          disabled={asking}
          onPress={() => void check()}
        />
      </div>
      {now && 'facts' in now && (
        <>
          <output>It can be used. Nothing is applied yet.</output>
          <Facts label="What was checked" facts={now.facts} />
        </>
      )}
      {now && 'fault' in now && <ProblemLine>{now.fault}</ProblemLine>}
    </div>
  );
}

function whyNot(fault: unknown): string {
  const issue = fault instanceof ApiFault ? fault.issues[0] : undefined;
  return issue?.message ?? faultText(fault);
}
