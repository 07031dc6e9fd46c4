/** The session has ended while work was open: log on again on top of it, and everything is still there. */
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { LogOnForm } from './log-on-form.js';

interface LogOnAgainProps {
  readonly username: string;
  readonly onLoggedOn: () => void;
}

export function LogOnAgain({ username, onLoggedOn }: LogOnAgainProps) {
  return (
    <ModalOverlay isOpen isKeyboardDismissDisabled className="scrim">
      <Modal className="dlg-place narrow">
        <AriaDialog className="dlg">
          <div className="dlg-head">
            <Heading slot="title" level={2}>
              The session has ended
            </Heading>
          </div>
          <div className="dlg-body slip-form">
            <p className="q">Log on again. Your draft is still here.</p>
            <LogOnForm username={username} onLoggedOn={onLoggedOn} />
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
