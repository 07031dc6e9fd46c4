import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { Dialog } from './dialog.js';
import type { HelpPage, HelpTopic } from './help.js';

interface HelpPanelProps {
  readonly page: HelpPage;
  readonly topic: string | null;
  readonly onClose: () => void;
}

export function HelpPanel({ page, topic, onClose }: HelpPanelProps) {
  return (
    <Dialog title={`Help: ${page.title}`} onCancel={onClose} aside>
      {page.topics.map((each) => (
        <Topic key={each.id} topic={each} now={each.id === topic} />
      ))}
      <p className="help-topic">
        <Link to="/api-reference" onClick={onClose}>
          API reference
        </Link>
      </p>
    </Dialog>
  );
}

function Topic({ topic, now }: { readonly topic: HelpTopic; readonly now: boolean }) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (now) ref.current?.scrollIntoView({ block: 'start' });
  }, [now]);
  return (
    <section ref={ref} className={`help-topic ${now ? 'now' : ''}`}>
      <h3>{topic.title}</h3>
      <div>{topic.body}</div>
      {topic.exchange && (
        <div className="then">
          <b>Exchange 5.5:</b> {topic.exchange}
        </div>
      )}
    </section>
  );
}
