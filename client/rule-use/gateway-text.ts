/** Why a permitted address looks like a gateway, in words. */
import type { Gateway } from '../../shared/api/rule-use.js';

type Seen = Pick<Gateway, 'heloCount' | 'accountCount'>;

/** `It gave 14 HELO names this week, and 9 accounts logged on from it.` One of a kind says nothing. */
export function gatewayText({ heloCount, accountCount }: Seen): string {
  const names = heloCount > 1 ? `It gave ${heloCount.toLocaleString('en')} HELO names` : '';
  const accounts =
    accountCount > 1 ? `${accountCount.toLocaleString('en')} accounts logged on from it` : '';
  if (names === '') return `${accounts} this week.`;
  return accounts === '' ? `${names} this week.` : `${names} this week, and ${accounts}.`;
}
