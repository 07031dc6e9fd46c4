/** "Show the message...": says first that it is noted who read it, then shows it as text, or hands it over. */
import { useState } from 'react';
import { addressOf } from '../../api/base.js';
import { contentPath } from '../../api/queue.js';
import { faultText, requestText } from '../../api/request.js';
import { Dialog } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';
import { sizeText } from '../../../shared/address/octets-text.js';
import { Skeleton } from '../../components/placeholder.js';
import { StrangerLines } from '../../components/stranger-text.js';

interface ContentDialogProps {
  readonly id: string;
  readonly size: number;
  readonly onClose: () => void;
}

/** Of a longer one the beginning is shown; the whole can be saved. */
const MOST_SHOWN = 128 * 1024;

type Reading = 'before' | 'reading' | { readonly text: string } | { readonly fault: string };

export function ContentDialog({ id, size, onClose }: ContentDialogProps) {
  const [reading, setReading] = useState<Reading>('before');
  const read = async () => {
    setReading('reading');
    try {
      setReading({ text: await requestText(contentPath(id), MOST_SHOWN) });
    } catch (fault) {
      setReading({ fault: faultText(fault) });
    }
  };
  if (reading === 'before') {
    return (
      <Dialog
        title="Show the Message"
        onCancel={onClose}
        onOk={() => void read()}
        okLabel="Show"
        okFirst
        helpTopic="queue-message"
      >
        <div className="stack">
          <p>
            What a message says is for its recipients. That you read it is noted in the audit trail,
            with your name, the time and the message.
          </p>
          <p className="q">
            It is shown as text, {size > MOST_SHOWN ? 'its beginning only; ' : ''}
            nothing in it is opened or loaded. It can also be saved as a file, which is noted too:{' '}
            <a href={addressOf(contentPath(id))} download={`${id}.eml`}>
              Save {id}.eml
            </a>
            , {sizeText(size)}.
          </p>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={`Message ${id}`} width="wide" tall onCancel={onClose}>
      {reading === 'reading' && <Skeleton rows={6} />}
      {typeof reading === 'object' && 'fault' in reading && (
        <Notice kind="bad">
          <b>The message could not be read.</b> <span className="q">{reading.fault}</span>
        </Notice>
      )}
      {typeof reading === 'object' && 'text' in reading && (
        <>
          {size > MOST_SHOWN && (
            <p className="q">
              The first {sizeText(MOST_SHOWN)} of {sizeText(size)}.
            </p>
          )}
          <StrangerLines label="The message as text" text={reading.text} />
        </>
      )}
    </Dialog>
  );
}
