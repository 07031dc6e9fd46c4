/** Rules that open the relay to the world, or break an expectation, are applied only when each finding is confirmed. */
import { useState } from 'react';
import type { Finding } from '../../shared/engine/findings.js';
import { literalLabel } from './access-key.js';
import { LinkButton } from './button.js';
import { Dialog } from './dialog.js';
import { CheckBox } from './tick.js';
import { writtenOut } from './written-out.js';

interface ConfirmDialogProps {
  readonly findings: readonly Finding[];
  readonly onConfirm: (ids: readonly string[]) => void;
  readonly onCancel: () => void;
  /** Leads to the expectations instead, where one is broken by what can still be changed. */
  readonly onChange?: () => void;
}

export function ConfirmDialog({ findings, onConfirm, onCancel, onChange }: ConfirmDialogProps) {
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const left = findings.filter(({ id }) => !read.has(id)).length;
  const tick = (id: string, on: boolean) => {
    const next = new Set(read);
    if (on) next.add(id);
    else next.delete(id);
    setRead(next);
  };
  return (
    <Dialog
      title="Confirm Before Applying"
      width="middle"
      onCancel={onCancel}
      onOk={() => onConfirm([...read])}
      okLabel="Apply"
      okDisabled={left > 0}
      foot={left > 0 ? `${left} to confirm` : null}
    >
      <p className="q" style={{ marginBottom: 12 }}>
        Nothing is applied yet. Tick what you have read and want all the same.
      </p>
      <div className="stack">
        {findings.map(({ id, text }) => (
          <CheckBox
            key={id}
            label={literalLabel(writtenOut(text))}
            checked={read.has(id)}
            onChange={(on) => tick(id, on)}
          />
        ))}
        {onChange && findings.some(({ code }) => code === 'expectation-failed') && (
          <p>
            <LinkButton onPress={onChange}>Change the draft</LinkButton>{' '}
            <span className="t">so that the expectations hold</span>
          </p>
        )}
      </div>
    </Dialog>
  );
}
