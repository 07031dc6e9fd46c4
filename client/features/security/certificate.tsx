/** The certificate: what peers are shown now, and which is to be shown; checked before it is applied. */
import { useId } from 'react';
import type { CertificateSetting, SecurityState } from '../../../shared/api/security.js';
import { Field } from '../../components/field.js';
import { TextArea } from '../../components/text-area.js';
import { Radio } from '../../components/tick.js';
import type { Problems } from '../../draft/use-problems.js';
import { CertificateCheck } from './certificate-check.js';
import { Facts } from './certificate-facts.js';

interface CertificateProps {
  readonly certificate: CertificateSetting;
  readonly stored: CertificateSetting;
  readonly state: SecurityState | null;
  readonly onChange: (certificate: CertificateSetting) => void;
  readonly problems: Problems;
}

export function Certificate(props: CertificateProps) {
  const { state } = props;
  const from = state?.certificateFrom ?? null;
  return (
    <>
      {state && <Facts label="Shown to peers now" facts={state.certificate} />}
      {from === null ? (
        <CertificateChoice {...props} />
      ) : (
        <p className="q">
          Set by <span className="m">{from}</span> where Gatepost is started; it cannot be changed
          here.
        </p>
      )}
    </>
  );
}

/** What another choice was stored with is there again when the choice is taken back. */
function CertificateChoice({ certificate, stored, onChange, problems }: CertificateProps) {
  const group = useId();
  const choose = (next: CertificateSetting) => onChange(stored.kind === next.kind ? stored : next);
  const check = <CertificateCheck certificate={certificate} />;
  return (
    <div className="choice" role="radiogroup" aria-label="Certificate">
      <Radio
        label="&Self-signed"
        group={group}
        checked={certificate.kind === 'self-signed'}
        onChoose={() => choose({ kind: 'self-signed' })}
        hint="Made by Gatepost. It encrypts; who checks certificates does not trust it."
      />
      <Radio
        label="Files &of this server"
        group={group}
        checked={certificate.kind === 'files'}
        onChoose={() => choose({ kind: 'files', cert: '', key: '' })}
        hint="Read again when they change, as after a renewal."
      >
        {certificate.kind === 'files' && (
          <div className="sub-f">
            <Field
              mono
              label="Certificate, with its chain"
              placeholder="/etc/ssl/mail.pem"
              value={certificate.cert}
              onChange={(cert) => onChange({ ...certificate, cert })}
              {...problems.at('cert')}
            />
            <Field
              mono
              label="Private key"
              placeholder="/etc/ssl/mail.key"
              value={certificate.key}
              onChange={(key) => onChange({ ...certificate, key })}
              {...problems.at('key')}
            />
            {check}
          </div>
        )}
      </Radio>
      <Radio
        label="Paste a &certificate and its key"
        group={group}
        checked={certificate.kind === 'pasted'}
        onChoose={() => choose({ kind: 'pasted', cert: '', key: '' })}
      >
        {certificate.kind === 'pasted' && (
          <div className="sub-f">
            <TextArea
              label="Certificate, with its chain"
              rows={5}
              placeholder="-----BEGIN CERTIFICATE-----"
              value={certificate.cert}
              onChange={(cert) => onChange({ ...certificate, cert })}
              {...problems.at('cert')}
            />
            <TextArea
              label="Private key"
              rows={4}
              placeholder={
                typeof certificate.key === 'string'
                  ? '-----BEGIN PRIVATE KEY-----'
                  : 'stored; paste to replace'
              }
              value={typeof certificate.key === 'string' ? certificate.key : ''}
              onChange={(key) => onChange({ ...certificate, key })}
              {...problems.at('key')}
            />
            {check}
          </div>
        )}
      </Radio>
    </div>
  );
}
