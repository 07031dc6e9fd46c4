import { useState } from 'react';
import { tlsForSchema, type TlsFor } from '../../../shared/api/delivery.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { TLS_OPTIONS } from '../../components/delivery-text.js';
import { Dialog } from '../../components/dialog.js';
import { ChoiceField, Field } from '../../components/field.js';
import type { FieldProblem } from '../../components/problem.js';
import { problemAt } from '../../draft/issues.js';

interface TlsDialogProps {
  readonly others: readonly TlsFor[];
  /** Null for a new one. */
  readonly edited: TlsFor | null;
  readonly onDone: (entry: TlsFor) => void;
  readonly onClose: () => void;
}

const NEW: TlsFor = { destination: '', tls: 'required' };

export function TlsDialog({ others, edited, onDone, onClose }: TlsDialogProps) {
  const [entry, setEntry] = useState(edited ?? NEW);
  const [judged, judge] = useState(false);
  const read = tlsForSchema.safeParse(entry);
  const found = read.success
    ? others.some(({ destination }) => destination === read.data.destination)
      ? { message: 'This destination is on the list already.' }
      : null
    : (problemAt(issuesFromZod(read.error), 'destination') satisfies FieldProblem | null);
  const problem = judged ? found : null;
  const ok = () => (read.success && !found ? onDone(read.data) : judge(true));
  return (
    <Dialog
      title={edited ? 'Edit Destination' : 'Add Destination'}
      onCancel={onClose}
      onOk={ok}
      okDisabled={problem !== null}
      helpTopic="tls-for"
    >
      <div className="stack">
        <Field
          first
          label="&Domain or host"
          placeholder="partner.example.net"
          value={entry.destination}
          onChange={(destination) => setEntry({ ...entry, destination })}
          onLeave={() => entry.destination !== '' && judge(true)}
          problem={problem}
          hint="A domain of recipients, or the name or address of a host."
        />
        <ChoiceField
          label="Encrypt with &TLS"
          value={entry.tls}
          options={TLS_OPTIONS}
          onChange={(tls) => setEntry({ ...entry, tls })}
        />
      </div>
    </Dialog>
  );
}
