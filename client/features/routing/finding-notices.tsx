/** What should be known about the rules as they are in the draft: one notice with a pager, worst first. */
import type { Finding } from '../../../shared/engine/findings.js';
import { Button } from '../../components/button.js';
import { NoticePager, type NoticeKind } from '../../components/notice.js';

interface FindingNoticesProps {
  readonly findings: readonly Finding[];
  readonly onRestrictions: () => void;
  readonly onAddSiteDomain: () => void;
}

const KINDS: Readonly<Record<Finding['severity'], NoticeKind>> = {
  confirm: 'bad',
  warning: 'warn',
  info: 'info',
};

export function FindingNotices(props: FindingNoticesProps) {
  const { findings, onRestrictions, onAddSiteDomain } = props;
  const notices = findings.map((finding) => ({
    key: finding.id,
    kind: KINDS[finding.severity],
    text: finding.text,
    actions: (
      <>
        {finding.path?.startsWith('restrictions') && (
          <Button label="Show" onPress={onRestrictions} />
        )}
        {finding.code === 'site-domain-not-inbound' && (
          <Button label="Add the row..." onPress={onAddSiteDomain} />
        )}
      </>
    ),
  }));
  return <NoticePager notices={notices} />;
}
