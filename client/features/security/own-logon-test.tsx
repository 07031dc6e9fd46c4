import { Dialog } from '../../components/dialog.js';
import { LogonTestPart } from './logon-test.js';

/** "Test Logon" of Gatepost's own accounts. */
export function OwnLogonTest({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Test Logon" onCancel={onClose} helpTopic="test-logon">
      <LogonTestPart store="own" />
    </Dialog>
  );
}
