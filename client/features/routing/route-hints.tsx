/** What a row would do, said while it is typed. */
import { domainKey } from '../../../shared/address/domain.js';
import { readRerouteTo, readSentTo } from '../../../shared/rules/schema.js';
import { targetToText } from '../../../shared/rules/text.js';
import { useDraft } from '../../draft/draft.js';
import type { RouteForm } from './route-form.js';

export function SentToHint({ text }: { readonly text: string }) {
  const trimmed = text.trim();
  if (trimmed.startsWith('#')) return 'The # means this name only, without the names under it.';
  if (trimmed.startsWith('.')) return 'The dot means the names under it, without the name itself.';
  const read = readSentTo(trimmed);
  if (read.ok && read.value.startsWith('[')) return 'Mail to this address, as in user@[192.0.2.1].';
  return 'This name and the names under it. #name is this name only, .name the names under it.';
}

/** `ada@old.example.com becomes ada@example.com, which is <inbound>.` */
export function RewriteHint({ form }: { readonly form: RouteForm }) {
  const { compilation } = useDraft();
  const from = readSentTo(form.domain);
  const to = readRerouteTo(form.rerouteTo);
  if (!from.ok || !to.ok) return 'Rewrites the domain of the address.';
  const route = compilation?.compiled?.routes.find(domainKey(to.value), () => true)?.route;
  const bare = from.value.replace(/^#/, '').replace(/^\./, 'a.');
  return (
    <>
      Rewrites the address: <span className="m q">ada@{bare}</span> becomes{' '}
      <span className="m q">ada@{to.value}</span>
      {route && route.domain !== from.value
        ? `, which is ${targetToText(route.to, route.alwaysRelay)}.`
        : '.'}
    </>
  );
}
