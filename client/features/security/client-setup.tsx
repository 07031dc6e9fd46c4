import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListenerOffer } from '../../../shared/api/security.js';
import { getSession, SESSION_KEY } from '../../api/session.js';
import { CopyButton } from '../../components/copy-button.js';
import { ChoiceField, Field } from '../../components/field.js';
import { StrangerLines } from '../../components/stranger-text.js';
import { CLIENTS, settingsText, type Client } from './client-settings.js';

/** "Set up a client": what to type in there, to be copied. */
export function ClientSetup({ listeners }: { readonly listeners: readonly ListenerOffer[] }) {
  const logon = useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => getSession(signal),
    staleTime: Infinity,
  });
  const [client, setClient] = useState<Client>('outlook');
  const [account, setAccount] = useState('');
  const host = logon.data?.session?.hostname ?? location.hostname;
  const text = settingsText(client, { host, listeners, account: account.trim() || 'anna' });
  return (
    <div className="stack client-setup">
      <div className="fields">
        <ChoiceField
          label="P&rogram or device"
          value={client}
          options={CLIENTS}
          onChange={setClient}
        />
        <Field
          label="User name"
          placeholder="anna"
          value={account}
          onChange={setAccount}
          hint="An account’s name; of a store also user@domain or DOMAIN\user."
        />
      </div>
      {text === null ? (
        <p className="q">
          No listener takes logons. Start Gatepost with GATEPOST_SUBMISSION or GATEPOST_SMTPS.
        </p>
      ) : (
        <>
          <StrangerLines label="Settings to type in" text={text} />
          <CopyButton label="Copy these settings" text={text} />
        </>
      )}
    </div>
  );
}
