/** What DNS says, in words; nothing in it stops set-up, for a host may be ready before its DNS is. */
import type { CheckedNames, FoundName } from '../../../shared/api/setup-progress.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';

interface Said {
  readonly good: boolean;
  readonly name: string;
  readonly text: string;
}

export function NamesFound({ found }: { readonly found: CheckedNames }) {
  return (
    <ul className="names-found" aria-label="What DNS says" aria-live="polite">
      {[hostSaid(found.host), ...found.domains.map(domainSaid)].map(({ good, name, text }) => (
        <li key={name} className={good ? 'good' : 'warn'}>
          <Icon name={good ? 'yes' : 'warn'} />
          <span>
            <b>
              <StrangerText text={name} />
            </b>{' '}
            <StrangerText text={text} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function hostSaid({ name, addresses, own, problem, pointers }: CheckedNames['host']): Said {
  if (problem !== null) return { good: false, name, text: problem };
  if (addresses.length === 0) {
    return {
      good: false,
      name,
      text: 'has no address in DNS: other hosts may refuse a greeting by that name.',
    };
  }
  const back = pointers.find(({ names }) => names.some((each) => each.toLowerCase() === name));
  const where = own
    ? `is this host, ${addresses.join(', ')}.`
    : `is ${addresses.join(', ')}, which is no address of this host: good behind a router that passes port 25 on.`;
  return back
    ? { good: true, name, text: `${where} ${back.address} leads back to it (PTR).` }
    : {
        good: false,
        name,
        text: `${where} No PTR record leads back to it: large receivers refuse mail from such hosts.`,
      };
}

export function domainSaid({
  domain,
  problem,
  exchangers,
  here,
}: CheckedNames['domains'][number]): Said {
  if (problem !== null) return { good: false, name: domain, text: problem };
  if (exchangers.length === 0) {
    return {
      good: false,
      name: domain,
      text: 'has no mail exchanger (MX) in DNS: mail from outside does not find this host by it.',
    };
  }
  const list = exchangers.map(exchangerText).join(', ');
  return here
    ? { good: true, name: domain, text: `leads here: ${list}.` }
    : { good: false, name: domain, text: `leads elsewhere for now: ${list}.` };
}

function exchangerText({ name, addresses }: FoundName): string {
  return addresses.length === 0 ? `${name} (no address)` : `${name} (${addresses.join(', ')})`;
}
