import { Suspense } from 'react';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../components/confirm-dialog.js';
import { Dialog } from '../components/dialog.js';
import { laterPart, PartBoundary } from '../components/later-part.js';
import { KEY_LIST } from './keys.js';
import type { Sheet } from './sheet.js';

const ChangesDialog = laterPart(
  async () => (await import('../features/changes/changes-dialog.js')).ChangesDialog,
);
const RestoreDialog = laterPart(
  async () => (await import('../features/history/restore-dialog.js')).RestoreDialog,
);
const ConflictDialog = laterPart(
  async () => (await import('../features/changes/conflict-dialog.js')).ConflictDialog,
);

export function SheetDialogs({ sheet }: { readonly sheet: Sheet }) {
  return (
    <PartBoundary key={sheet.dialog?.kind}>
      <Suspense>
        <OpenDialog sheet={sheet} />
      </Suspense>
    </PartBoundary>
  );
}

function OpenDialog({ sheet }: { readonly sheet: Sheet }) {
  const { dialog, show } = sheet;
  const navigate = useNavigate();
  const close = () => show(null);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'confirm':
      return (
        <ConfirmDialog
          findings={dialog.findings}
          onConfirm={sheet.apply}
          onCancel={close}
          onChange={() => {
            close();
            navigate('/routing/expectations');
          }}
        />
      );
    case 'conflict':
      return <ConflictDialog document={dialog.document} onClose={close} />;
    case 'changes':
      return <ChangesDialog onApply={() => sheet.apply()} onClose={close} />;
    case 'restore':
      return <RestoreDialog revision={dialog.revision} onClose={close} />;
    case 'keys':
      return <KeysDialog onClose={close} />;
  }
}

function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onCancel={onClose}>
      <dl className="keys">
        {KEY_LIST.map(([key, does]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
