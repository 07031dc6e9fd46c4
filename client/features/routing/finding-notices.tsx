/** What should be known about the rules as they are in the draft: one notice with a pager, worst first. */
import type { Finding } from '../../../shared/engine/findings.js';
import type { Gateway } from '../../../shared/api/rule-use.js';
import { Button } from '../../components/button.js';
import { NoticePager, type NoticeKind, type PagedNotice } from '../../components/notice.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useGatewayNotices } from './gateway-notices.js';

interface FindingNoticesProps {
  readonly findings: readonly Finding[];
  readonly gateways: readonly Gateway[];
  readonly onRestrictions: () => void;
  readonly onExpectations: () => void;
  readonly onAddSiteDomain: () => void;
}

const KINDS: Readonly<Record<Finding['severity'], NoticeKind>> = {
  confirm: 'bad',
  warning: 'warn',
  info: 'info',
};
const WORST_FIRST: readonly NoticeKind[] = ['bad', 'warn', 'info'];

export function FindingNotices(props: FindingNoticesProps) {
  const { findings, onRestrictions, onExpectations, onAddSiteDomain } = props;
  const gateways = useGatewayNotices(props.gateways);
  const found = findings.map((finding): PagedNotice => ({
    key: finding.id,
    kind: KINDS[finding.severity],
    text: <StrangerText text={finding.text} />,
    actions: (
      <>
        {finding.path?.startsWith('restrictions') && (
          <Button label="Show" onPress={onRestrictions} />
        )}
        {finding.code === 'expectation-failed' && <Button label="Show" onPress={onExpectations} />}
        {finding.code === 'site-domain-not-inbound' && (
          <Button label="Add the row..." onPress={onAddSiteDomain} />
        )}
      </>
    ),
  }));
  const notices = [...gateways, ...found].toSorted(
    (a, b) => WORST_FIRST.indexOf(a.kind) - WORST_FIRST.indexOf(b.kind),
  );
  return <NoticePager notices={notices} />;
}
