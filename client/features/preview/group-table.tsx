/** One part of the preview: who changes, how often, when last, for example, and why. */
import { Fragment } from 'react';
import { Link } from 'react-router';
import type { PreviewGroup, PreviewPart } from '../../../shared/api/preview.js';
import { counted } from '../../components/counted.js';
import { Legend } from '../../components/legend.js';
import { useMedia } from '../../components/media.js';
import { ruleAsShown, RuleText } from '../../components/rule-text.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TableHead, type TableColumn } from '../../components/table-head.js';
import { Verdict } from '../../components/verdict.js';
import { When } from '../../components/when.js';
import { explanationAddress, logAddress } from '../../decision/log-address.js';
import type { Because } from './because.js';
import { isNetwork, whoOf } from './preview-words.js';

interface GroupTableProps {
  readonly title: string;
  readonly part: PreviewPart;
  readonly because: (group: PreviewGroup) => Because;
  /** The verdicts are not said by the title. */
  readonly verdicts?: boolean;
}

export function GroupTable({ title, part, because, verdicts = false }: GroupTableProps) {
  const narrow = useMedia('(max-width: 1020px)');
  if (part.decisions === 0) return null;
  const { groups, groupCount } = part;
  const reasons = groups.map(because);
  const [first] = reasons;
  // Where it is the same for all, the head says it once.
  const common = reasons.every(({ text, rule }) => text === first?.text && rule !== null)
    ? first!.text
    : null;
  const head = groups.every(isNetwork) ? 'Network' : 'Peer';
  return (
    <section className="blk" aria-label={title}>
      <Legend title={title} aside={whoOf(part).text} />
      <div className="list groups">
        <table>
          <TableHead caption={title} columns={columnsOf(head, narrow, verdicts, common)} />
          <tbody>
            {groups.map((group, i) => {
              const why = reasons[i]!;
              const { ref } = group.example;
              const shown = <Why because={why} common={common} />;
              const verdict = verdicts && <Becomes group={group} />;
              if (narrow) {
                return (
                  <tr key={`${ref} ${i}`}>
                    <td className="wrap">
                      <Who group={group} />
                      <span className="sub">
                        {verdict} <Example group={group} />, last <When short at={group.lastSeen} />
                      </span>
                      <span className="sub">
                        {common !== null && `${common} `}
                        {shown}
                      </span>
                    </td>
                    <td className="n">{group.decisions.toLocaleString('en')}</td>
                  </tr>
                );
              }
              return (
                <tr key={`${ref} ${i}`}>
                  <td>
                    <Who group={group} />
                  </td>
                  <td className="n">{group.decisions.toLocaleString('en')}</td>
                  <td className="q">
                    <When short at={group.lastSeen} />
                  </td>
                  {verdicts && <td>{verdict}</td>}
                  <td>
                    <Example group={group} />
                  </td>
                  <td className="q">{shown}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {groupCount > groups.length && (
        <p className="t more-line">
          The largest {groups.length.toLocaleString('en')} of {groupCount.toLocaleString('en')} are
          listed; all of them are counted.
        </p>
      )}
    </section>
  );
}

function columnsOf(
  head: string,
  narrow: boolean,
  verdicts: boolean,
  common: string | null,
): readonly TableColumn[] {
  if (narrow) return [[head], ['Decisions', 96, 'n']];
  return [
    [head, verdicts ? 200 : 250],
    ['Decisions', 104, 'n'],
    ['Last seen', 104],
    ...(verdicts ? [['Verdict', 176] as const] : []),
    ['For example, to'],
    [common === null ? 'Because' : `Because ${common}`, 340],
  ];
}

function Who({ group }: { readonly group: PreviewGroup }) {
  const { peer, peers, network } = group;
  if (peer !== null) {
    return (
      <Link to={logAddress({ peer })} title="Show its decisions">
        <StrangerText mono text={peer} />
      </Link>
    );
  }
  return (
    <>
      {network !== null && (
        <>
          <Link to={logAddress({ peer: network })} title="Show its decisions">
            <StrangerText mono text={network} />
          </Link>{' '}
        </>
      )}
      <span className={network === null ? undefined : 'q'}>{counted(peers, 'peer')}</span>
    </>
  );
}

function Example({ group }: { readonly group: PreviewGroup }) {
  const { ref, recipient } = group.example;
  return (
    <Link to={explanationAddress(ref)} title={`Explain ref ${ref}`}>
      <StrangerText text={recipient === '' ? `ref ${ref}` : recipient} />
    </Link>
  );
}

function Becomes({ group }: { readonly group: PreviewGroup }) {
  return (
    <span className="becomes">
      <Verdict verdict={group.before.verdict} /> <span className="t">then</span>{' '}
      <Verdict verdict={group.after.verdict} />
    </span>
  );
}

function Why({ because, common }: { readonly because: Because; readonly common: string | null }) {
  const { text, rule } = because;
  return (
    <Fragment>
      {common === null && <span title={text}>{text} </span>}
      {rule !== null && (
        <Link to={logAddress({ rule })} title={`Show what it decided: ${ruleAsShown(rule)}`}>
          <RuleText rule={rule} />
        </Link>
      )}
    </Fragment>
  );
}
