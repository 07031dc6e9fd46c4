/** What the dialog of an account edits, how it stands, and what is sent. The API's own schemas judge it. */
import {
  accountChangeSchema,
  newAccountSchema,
  type Account,
} from '../../../shared/api/accounts.js';
import { issuesFromZod, type Issue } from '../../../shared/api/errors.js';
import type { AccountSettings } from '../../api/accounts.js';
import { namedIssues } from './named-issues.js';

export interface AccountForm {
  readonly name: string;
  readonly generate: boolean;
  readonly password: string;
  /** One a line, or with commas. */
  readonly senders: string;
  /** ISO 8601, or empty for one that does not expire. */
  readonly expires: string;
}

export function formOf(account: Account | null): AccountForm {
  return {
    name: account?.name ?? '',
    generate: true,
    password: '',
    senders: account?.senders.join('\n') ?? '',
    expires: account?.expires ?? '',
  };
}

export type ReadAccount =
  | { readonly ok: true; readonly name: string; readonly settings: AccountSettings }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export function readAccount(form: AccountForm, isNew: boolean): ReadAccount {
  const expires = form.expires === '' ? null : form.expires;
  const settings = { senders: sendersFromText(form.senders), expires };
  if (!isNew) {
    const read = accountChangeSchema.safeParse(settings);
    return read.success
      ? { ok: true, name: form.name, settings }
      : { ok: false, issues: namedIssues(issuesFromZod(read.error), 'senders', settings.senders) };
  }
  const secret = form.generate ? { generate: true as const } : { password: form.password };
  const body = { ...settings, ...secret };
  const read = newAccountSchema.safeParse({ name: form.name, ...body });
  return read.success
    ? { ok: true, name: read.data.name, settings: body }
    : { ok: false, issues: namedIssues(issuesFromZod(read.error), 'senders', settings.senders) };
}

export function sendersFromText(text: string): string[] {
  return text
    .split(/[\r\n,;]+/)
    .map((sender) => sender.trim())
    .filter((sender) => sender !== '');
}

export type AccountState = 'good' | 'disabled' | 'expired';

export function stateOf({ disabled, expires }: Account, now: Date): AccountState {
  if (disabled) return 'disabled';
  return expires !== null && new Date(expires) <= now ? 'expired' : 'good';
}

/** Those whose name or senders hold the text, in any case. */
export function found(accounts: readonly Account[], text: string): readonly Account[] {
  const sought = text.trim().toLowerCase();
  if (sought === '') return accounts;
  const holds = (part: string) => part.toLowerCase().includes(sought);
  return accounts.filter(({ name, senders }) => holds(name) || senders.some(holds));
}

/** `anna`, `anna and bob`, `anna, bob, carl and 7 more`. */
export function namesText(names: readonly string[]): string {
  const most = 3;
  if (names.length > most) {
    const rest = (names.length - most).toLocaleString('en');
    return `${names.slice(0, most).join(', ')} and ${rest} more`;
  }
  const [last, ...before] = names.toReversed();
  return before.length === 0 ? (last ?? '') : `${before.toReversed().join(', ')} and ${last}`;
}
