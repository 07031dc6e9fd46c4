/** Why a group changes: a rule that the draft removes or adds, a box, the mode. */
import type { PreviewGroup } from '../../../shared/api/preview.js';
import { ADDRESSES, AUTHENTICATED, INTERNAL, plainLabel } from '../../../shared/rules/labels.js';
import type { Rules } from '../../../shared/rules/schema.js';

export interface Because {
  /** `removes` and `adds` are followed by the rule; `other` by nothing. */
  readonly text: string;
  /** Text form of the rule that is named behind it. */
  readonly rule: string | null;
}

/** `before` are the rules that the draft was made from. */
export function becauseOf(group: PreviewGroup, before: Rules, draft: Rules): Because {
  const { change, rule } = group.because;
  const ticked = tickText(group, before, draft);
  if (before.reroute !== draft.reroute && aboutMode(group)) {
    return { text: draft.reroute ? 'mail is rerouted again' : 'mail is not rerouted', rule: null };
  }
  if (ticked !== null) return { text: ticked, rule: null };
  if (change !== 'other' && rule !== null) return { text: `the draft ${change}`, rule };
  // The same rule with another end, or behind another one.
  return rule === null
    ? { text: 'other rules of the draft decide', rule: null }
    : { text: 'the draft changes', rule };
}

function aboutMode({ before, after }: PreviewGroup): boolean {
  return before.reason === 'not-rerouting' || after.reason === 'not-rerouting';
}

/** A box of Routing Restrictions that the draft ticks, or ticks no more. */
function tickText({ before: was, after: is }: PreviewGroup, before: Rules, draft: Rules) {
  for (const { reason, label, isTicked } of BOXES) {
    const [then, now] = [isTicked(before), isTicked(draft)];
    const box = `the box “${plainLabel(label)}” is`;
    if (was.reason === reason && then && !now) return `${box} not ticked`;
    if (is.reason === reason && !then && now) return `${box} ticked`;
  }
  return null;
}

const BOXES = [
  {
    reason: 'authenticated',
    label: AUTHENTICATED,
    isTicked: ({ restrictions }: Rules) => restrictions.authenticated,
  },
  {
    reason: 'address',
    label: ADDRESSES,
    isTicked: ({ restrictions }: Rules) => restrictions.addresses.enabled,
  },
  {
    reason: 'internal-address',
    label: INTERNAL,
    isTicked: ({ restrictions }: Rules) => restrictions.internalAddresses.enabled,
  },
] as const;
