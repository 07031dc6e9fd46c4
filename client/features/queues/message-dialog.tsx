/** One message with an address of its own: envelope, recipients with what was tried, header, and what can be done to it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueAction, QueueMessage } from '../../../shared/api/queue.js';
import { getMessage } from '../../api/queue.js';
import { ApiFault, faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Legend } from '../../components/legend.js';
import { Notice } from '../../components/notice.js';
import { useNow } from '../../components/now.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { StrangerLines, StrangerText } from '../../components/stranger-text.js';
import { ActionBar } from './action-bar.js';
import { ContentDialog } from './content-dialog.js';
import { messageFacts } from './message-facts.js';
import { MessageRecipients } from './message-recipients.js';

interface MessageDialogProps {
  readonly id: string;
  readonly onAct: (action: QueueAction) => void;
  readonly onClose: () => void;
}

export function MessageDialog({ id, onAct, onClose }: MessageDialogProps) {
  const [reading, setReading] = useState(false);
  const detail = useQuery({
    queryKey: ['queue', 'message', id],
    queryFn: ({ signal }) => getMessage(id, signal),
    staleTime: 0,
    retry: false,
  });
  const { data: message, error } = detail;
  const gone = error instanceof ApiFault && error.code === 'not-found';
  return (
    <Dialog title={`Message ${id}`} width="wide" tall onCancel={onClose} helpTopic="queue-message">
      {detail.isPending && <Skeleton rows={6} />}
      {gone && (
        <Empty title="It is not in the queue">
          It has been delivered, returned to its sender, or deleted. What was decided about it
          stands in the Decision Log.
        </Empty>
      )}
      {error && !gone && (
        <Notice
          kind="bad"
          actions={<Button label="Try again" onPress={() => void detail.refetch()} />}
        >
          {faultText(error)}
        </Notice>
      )}
      {message && !gone && <View message={message} onAct={onAct} onRead={() => setReading(true)} />}
      {reading && message && (
        <ContentDialog id={id} size={message.size} onClose={() => setReading(false)} />
      )}
    </Dialog>
  );
}

interface ViewProps {
  readonly message: QueueMessage;
  readonly onAct: (action: QueueAction) => void;
  readonly onRead: () => void;
}

function View({ message, onAct, onRead }: ViewProps) {
  const now = useNow();
  const { all, header } = message;
  return (
    <div className="message">
      <ActionBar
        plain
        holds={all.some(({ state }) => state === 'held')}
        disabled={false}
        asks={false}
        onAct={onAct}
      />
      <dl className="facts">
        {messageFacts(message, now).map(({ name, text, mono }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              <StrangerText text={text} mono={mono ?? false} />
            </dd>
          </div>
        ))}
      </dl>
      <section>
        <Legend
          title={all.length === 1 ? 'Recipient' : `${all.length.toLocaleString('en')} recipients`}
        />
        <MessageRecipients recipients={all} now={now} />
      </section>
      <section>
        <Legend title="Header" />
        <StrangerLines label="Header" text={header.trimEnd()} />
        <Button label="&Show the message..." onPress={onRead} />
      </section>
    </div>
  );
}
