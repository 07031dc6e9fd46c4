/** What needs attention, in words, and where it is dealt with. */
import type { Attention } from '../../../shared/api/overview.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { ageText } from '../../components/age.js';
import { counted } from '../../components/counted.js';
import { sayDay, sayTime } from '../../components/when.js';
import { explanationAddress, logAddress } from '../../decision/log-address.js';
import { gatewayText } from '../../rule-use/gateway-text.js';

export interface AttentionWords {
  readonly key: string;
  /** Mail is lost or refused by it now. */
  readonly bad: boolean;
  readonly icon: 'warn' | 'clock';
  readonly title: string;
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly to: string }[];
}

const DAY_MS = 86_400_000;

const FINDING_TITLES: Readonly<Record<string, string>> = {
  'open-relay': 'This is an open relay',
  'expectation-failed': 'An expectation is broken',
  'nobody-can-send': 'Nobody can send to other domains',
  'site-domain-not-inbound': 'The site domain is not inbound',
  'internal-single-homed': 'Everybody reaches the internal address',
  'internal-not-own': 'An internal address is not ours',
  'ip-forwarding': 'IP forwarding is on',
};

type Of<Code extends Attention['code']> = Extract<Attention, { readonly code: Code }>;
type Words = Omit<AttentionWords, 'key' | 'bad' | 'icon'> & Partial<AttentionWords>;

const SAID: { readonly [Code in Attention['code']]: (item: Of<Code>, now: Date) => Words } = {
  'relay-silent': ({ problem }) => ({
    bad: true,
    title: 'The relay does not answer',
    text: `${problem} Nothing is taken and nothing delivered until it does.`,
    links: [{ text: 'Show the queue', to: '/queues' }],
  }),
  refusing: ({ problem }) => ({
    bad: true,
    title: 'No mail is taken',
    text: problem,
    links: [{ text: 'Free space limit', to: '/connections' }],
  }),
  'log-unreadable': ({ problem }) => ({
    bad: true,
    title: 'The Decision Log cannot be read',
    text: problem,
    links: [{ text: 'Show the log', to: '/log' }],
  }),
  'not-enforced': ({ stored, enforced, problem }) => ({
    bad: true,
    title: `Revision ${stored} is not enforced`,
    text:
      problem ??
      (enforced === null
        ? 'The relay enforces no rules.'
        : `The relay enforces revision ${enforced}.`),
    links: [{ text: `Show revision ${stored}`, to: `/history/${stored}` }],
  }),
  watch: ({ state, revision, before, peers, refusals, example }) => ({
    bad: true,
    title:
      state === 'rolled-back'
        ? `Revision ${before} was brought back`
        : `Refusals jumped after revision ${revision}`,
    text: `${counted(peers, 'peer')} that relayed before revision ${revision}: ${counted(refusals, 'refusal')} since.`,
    links: [
      ...(example === null ? [] : [{ text: 'Explain one', to: explanationAddress(example) }]),
      { text: 'Show them', to: `/history/${revision}?lost=shown` },
      ...(state === 'alarm'
        ? [{ text: `Revision ${before}, to restore it`, to: `/history/${before}` }]
        : []),
    ],
  }),
  'refusals-jumped': ({ since, refusals, usual }) => ({
    bad: true,
    title: 'Refusals jumped',
    text: `${counted(refusals, 'refusal')} since ${sayTime(new Date(since))}; ${usual.toLocaleString('en')} are usual in that time.`,
    links: [{ text: 'Show them', to: logAddress({ verdict: 'reject', since }) }],
  }),
  finding: ({ finding: { code, severity, text, path } }) => ({
    bad: severity === 'confirm' && code === 'open-relay',
    title: FINDING_TITLES[code] ?? 'A finding about the rules',
    text,
    links: [linkOf(path)],
  }),
  'store-silent': ({ name, problem }) => ({
    bad: true,
    title: `${name} does not answer`,
    text: `${problem} Logons that it judges are put off.`,
    links: [{ text: 'Show account stores', to: '/security' }],
  }),
  'secrets-unreadable': ({ secrets, problem }) => ({
    bad: true,
    title: `${counted(secrets.length, 'stored secret')} cannot be read`,
    text: `${problem} Put the right file back, or enter again: ${secrets.join('; ')}. What needs them waits; nothing is lost.`,
    links: [
      { text: 'Connections', to: '/connections' },
      { text: 'Security', to: '/security' },
    ],
  }),
  certificate: ({ subject, notAfter }, now) => {
    const end = new Date(notAfter);
    const days = Math.floor((end.valueOf() - now.valueOf()) / DAY_MS);
    const ended = end.valueOf() <= now.valueOf();
    return {
      icon: 'clock',
      bad: ended,
      title: ended
        ? 'The certificate has ended'
        : `The certificate ends in ${counted(days, 'day')}`,
      text: `${subject}, on ${sayDay(end, now)}.`,
      links: [{ text: 'Replace...', to: '/security' }],
    };
  },
  'backup-failed': ({ at, problem, lastGood }, now) => ({
    title: 'The last scheduled backup failed',
    text: `${ageText(at, now)} ago: ${problem} ${
      lastGood === null
        ? 'There is no good one yet.'
        : `The last good one is ${ageText(lastGood, now)} old.`
    }`,
    links: [{ text: 'Show backups', to: '/diagnostics' }],
  }),
  'legacy-lane': ({ problem }) => ({
    title: 'The lane for old devices is not open',
    text: problem,
    links: [{ text: 'Show the lane', to: '/security' }],
  }),
  'dns-list-silent': ({ name, problem }) => ({
    title: `The DNS list ${name} is not asked now`,
    text: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}. It counts as not listing anybody.`,
    links: [{ text: 'Show the DNS lists', to: '/connections#dns-lists' }],
  }),
  'queue-old': ({ oldest, queued }, now) => ({
    icon: 'clock',
    title: `Mail has waited for ${ageText(oldest, now)}`,
    text: `${counted(queued, 'message')} in the queue.`,
    links: [{ text: 'Show the queue', to: '/queues' }],
  }),
  'disk-low': ({ free, total }) => ({
    title: 'Little room is left on the disk',
    text: `${sizeText(free)} of ${sizeText(total)}.`,
    links: [
      { text: 'Free space limit', to: '/connections' },
      { text: 'How much log is kept', to: '/log' },
    ],
  }),
  gateway: (gateway) => ({
    title: `${gateway.peer} looks like a gateway`,
    text: `${gatewayText(gateway)} Everyone behind it can relay.`,
    links: [
      { text: 'Show its decisions', to: logAddress({ peer: gateway.peer }) },
      { text: 'Keep it, on Routing', to: '/routing' },
    ],
  }),
};

export function attentionWords(item: Attention, now: Date): AttentionWords {
  const say = SAID[item.code] as (item: Attention, now: Date) => Words;
  return { key: keyOf(item), bad: false, icon: 'warn', ...say(item, now) };
}

function keyOf(item: Attention): string {
  switch (item.code) {
    case 'finding':
      return item.finding.id;
    case 'store-silent':
    case 'dns-list-silent':
      return `${item.code} ${item.name}`;
    case 'gateway':
      return `${item.code} ${item.peer}`;
    default:
      return item.code;
  }
}

function linkOf(path = '') {
  if (path.startsWith('expectations'))
    return { text: 'Show expectations', to: '/routing/expectations' };
  if (path.startsWith('restrictions'))
    return { text: 'Routing Restrictions...', to: '/routing/restrictions' };
  return { text: 'Show Routing', to: '/routing' };
}
