/** One line on a soft ground; several share one place with a pager, worst first. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { IconButton } from './button.js';
import { Icon, type Glyph } from './icon.js';

export type NoticeKind = 'bad' | 'warn' | 'info';

interface NoticeProps {
  readonly kind: NoticeKind;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly role?: 'status' | 'alert';
  /** In place of the one of its kind. */
  readonly icon?: Glyph;
}

export function Notice({ kind, children, actions, role = 'status', icon }: NoticeProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What failed is seen, also when the page is scrolled down to the button that was pressed.
    if (role === 'alert') ref.current?.scrollIntoView({ block: 'nearest' });
  }, [role]);
  return (
    <div className={`note ${kind === 'warn' ? '' : kind}`} role={role} ref={ref}>
      <Icon name={icon ?? (kind === 'info' ? 'info' : 'warn')} />
      <p>{children}</p>
      {actions && <div className="btns">{actions}</div>}
    </div>
  );
}

export interface PagedNotice {
  readonly key: string;
  readonly kind: NoticeKind;
  readonly text: ReactNode;
  readonly actions?: ReactNode;
}

export function NoticePager({ notices }: { readonly notices: readonly PagedNotice[] }) {
  const [wanted, setWanted] = useState(0);
  const place = Math.min(wanted, notices.length - 1);
  const notice = notices[place];
  if (!notice) return null;
  const several = notices.length > 1;
  const step = (by: number) => setWanted((place + by + notices.length) % notices.length);
  return (
    <Notice
      kind={notice.kind}
      actions={
        <>
          {notice.actions}
          {several && (
            <>
              <span className="t nb">
                {place + 1} of {notices.length}
              </span>
              <IconButton icon="right" label="Next finding" onPress={() => step(1)} />
            </>
          )}
        </>
      }
    >
      {notice.text}
    </Notice>
  );
}
