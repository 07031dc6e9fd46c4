/** The alerts of the Diagnostics page by their names there, and their values in words. */
import { ALERT_WORDS, WAY_WORDS, type Alerts } from '../../shared/api/alerts.js';
import { durationText } from '../components/duration.js';
import type { SettingWords } from './settings-changes.js';

const offOr = ({ enabled }: { readonly enabled: boolean }, text: string) =>
  enabled ? text : 'off';

export const ALERTS_WORDS: SettingWords<Alerts> = {
  queueAge: {
    name: ALERT_WORDS['queue-age'],
    text: ({ queueAge }) => offOr(queueAge, `for more than ${durationText(queueAge.after)}`),
  },
  refusals: {
    name: ALERT_WORDS.refusals,
    text: ({ refusals }) => offOr(refusals, `${refusals.times} times what is usual`),
  },
  certificate: {
    name: ALERT_WORDS.certificate,
    text: ({ certificate }) => offOr(certificate, `in less than ${certificate.days} days`),
  },
  disk: {
    name: ALERT_WORDS.disk,
    text: ({ disk }) => offOr(disk, `less than ${disk.percent} % free`),
  },
  notEnforcing: {
    name: ALERT_WORDS['not-enforcing'],
    text: ({ notEnforcing }) =>
      offOr(notEnforcing, `for more than ${durationText(notEnforcing.after)}`),
  },
  repeatAfter: {
    name: 'Say it again after',
    text: ({ repeatAfter }) => repeatText(repeatAfter),
  },
  webhook: {
    name: WAY_WORDS.webhook,
    text: ({ webhook }, beside) => {
      if (!webhook) return 'none';
      const token = webhook.token === undefined ? '' : ', with a token';
      const before = beside.webhook?.token;
      const other = typeof webhook.token === 'string' && before !== undefined ? ' typed anew' : '';
      return `${webhook.url}${token}${other}`;
    },
  },
  command: { name: WAY_WORDS.command, text: ({ command }) => (command ? 'on' : 'off') },
  mail: {
    name: WAY_WORDS.mail,
    text: ({ mail }) => {
      if (!mail) return 'none';
      const { host, port, auth, from, to } = mail;
      const account = auth ? `, as ${auth.username}` : '';
      const anew = auth && typeof auth.password === 'string' ? ' with a password typed anew' : '';
      return `${host}:${port}${account}${anew}, from ${from} to ${to.join(', ')}`;
    },
  },
};

export function repeatText(seconds: number): string {
  return seconds === 0 ? 'never' : durationText(seconds);
}
