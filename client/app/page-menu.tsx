/** The tabs on the phone: one row with the page's name; it opens a sheet with all pages. */
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Link } from 'react-router';
import { Button, IconButton } from '../components/button.js';
import { counted } from '../components/counted.js';
import { Icon } from '../components/icon.js';
import { otherTheme, useTheme } from '../components/theme.js';
import { useDraft } from '../draft/draft.js';
import { failText } from '../draft/expectations.js';
import { AttentionCount } from './attention-count.js';
import { useLeave } from './leave.js';
import type { Page } from './pages.js';

interface PageMenuProps {
  readonly pages: readonly Page[];
  readonly page: Page;
  /** How many things need attention. */
  readonly attention: number;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onLeft: () => void;
  readonly onHelp: () => void;
}

export function PageMenu(props: PageMenuProps) {
  const { pages, page, attention, open, onOpen, onLeft, onHelp } = props;
  const draft = useDraft();
  const [, setTheme] = useTheme();
  const leave = useLeave(onLeft);
  const close = () => onOpen(false);
  const countsOf = (each: Page) => {
    const changes = each.changes?.(draft) ?? 0;
    const alarms = each.alarms?.(draft) ?? 0;
    return (
      <>
        {each.attention && <AttentionCount count={attention} />}
        {changes > 0 && <span className="count">{counted(changes, 'change')}</span>}
        {alarms > 0 && (
          <span className="count w" title={failText(alarms)}>
            {alarms.toLocaleString('en')} {alarms === 1 ? 'fails' : 'fail'}
          </span>
        )}
      </>
    );
  };
  return (
    <>
      <button
        type="button"
        className="tabmenu"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => onOpen(true)}
      >
        <span>{page.title}</span>
        {countsOf(page)}
        <Icon name="down" />
      </button>
      <ModalOverlay isOpen={open} onOpenChange={onOpen} isDismissable className="scrim">
        <Modal className="dlg-place">
          <AriaDialog className="dlg">
            <div className="dlg-head">
              <Heading slot="title" level={2}>
                Pages
              </Heading>
              <IconButton icon="x" label="Close" onPress={close} />
            </div>
            <nav className="dlg-body" style={{ padding: 0 }} aria-label="Pages">
              <ul className="menu">
                {pages.map((each) => (
                  <li key={each.path}>
                    <Link
                      to={each.path}
                      aria-current={each === page ? 'page' : undefined}
                      onClick={close}
                    >
                      {each.title} {countsOf(each)}
                    </Link>
                  </li>
                ))}
              </ul>
            </nav>
            <div className="dlg-foot">
              <div className="btns">
                <Button label="Light or dark" onPress={() => setTheme(otherTheme())} />
                <Button
                  label="Help"
                  onPress={() => {
                    close();
                    onHelp();
                  }}
                />
                <Button
                  label="Log Off"
                  onPress={() => {
                    close();
                    leave();
                  }}
                />
              </div>
            </div>
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
