import type { CertificateFacts } from '../../../shared/api/security.js';
import { Icon } from '../../components/icon.js';
import { useNow } from '../../components/now.js';
import { StrangerText } from '../../components/stranger-text.js';
import { validityText } from './validity.js';

interface FactsProps {
  readonly label: string;
  readonly facts: CertificateFacts;
}

/** What a certificate says, and what should be looked at. */
export function Facts({ label, facts }: FactsProps) {
  const { subject, issuer, names, selfSigned, chain, warnings } = facts;
  const rows = [
    ['Subject', subject],
    ['Good for', names.length === 0 ? 'no name' : names.join(', ')],
    ['Issued by', selfSigned ? 'itself' : `${issuer}, ${chain} in the chain`],
    ['Valid', validityText(facts, useNow())],
  ] as const;
  return (
    <section className="certificate-facts" aria-label={label}>
      <dl className="facts">
        {rows.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <StrangerText text={text} />
            </dd>
          </div>
        ))}
      </dl>
      {warnings.map((warning) => (
        <p className="warning" key={warning}>
          <Icon name="warn" />
          <span>{warning}</span>
        </p>
      ))}
    </section>
  );
}
