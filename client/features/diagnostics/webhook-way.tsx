import type { ReactNode } from 'react';
import type { Alerts } from '../../../shared/api/alerts.js';
import { Field } from '../../components/field.js';
import { SecretField } from '../../components/secret-field.js';
import { CheckBox } from '../../components/tick.js';
import type { Problems } from '../../draft/use-problems.js';

interface WebhookWayProps {
  readonly webhook: Alerts['webhook'];
  readonly onChange: (webhook: Alerts['webhook']) => void;
  readonly problems: Problems;
  readonly children: ReactNode;
}

export function WebhookWay({ webhook, onChange, problems, children }: WebhookWayProps) {
  return (
    <div className="way">
      <CheckBox
        label="&Webhook"
        checked={webhook !== null}
        onChange={(on) => onChange(on ? { url: '' } : null)}
        hint="POST with JSON: alert, state, text, since, host, value."
      />
      {webhook && (
        <div className="sub-f">
          <Field
            label="Address"
            placeholder="https://hooks.example.net/mail"
            value={webhook.url}
            onChange={(url) => onChange({ ...webhook, url })}
            {...problems.at('url')}
          />
          <CheckBox
            label="Send a token"
            checked={webhook.token !== undefined}
            onChange={(on) => {
              const { token: _token, ...without } = webhook;
              onChange(on ? { ...without, token: '' } : without);
            }}
          />
          {webhook.token !== undefined && (
            <SecretField
              label="Token"
              value={webhook.token}
              onChange={(token) => onChange({ ...webhook, token })}
              {...problems.at('token')}
            />
          )}
          {children}
        </div>
      )}
    </div>
  );
}
