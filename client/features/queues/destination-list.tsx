/** What waits, by destination; choosing one shows its messages. A table, and two-line rows in small windows. */
import { useState } from 'react';
import type { QueueDestination } from '../../../shared/api/queue.js';
import { Button } from '../../components/button.js';
import { useMedia } from '../../components/media.js';
import { useNow } from '../../components/now.js';
import { inOrder } from './destination-facts.js';
import { DestinationRows } from './destination-rows.js';
import { DestinationTable } from './destination-table.js';

interface DestinationListProps {
  readonly destinations: readonly QueueDestination[];
  /** How many there are in all: the least loaded are not told. */
  readonly count: number;
  readonly chosen: string | undefined;
  readonly onChoose: (key: string | null) => void;
}

const SHOWN_FIRST = 50;

export function DestinationList({ destinations, count, chosen, onChoose }: DestinationListProps) {
  const narrow = useMedia('(max-width: 1020px)');
  const [all, showAll] = useState(false);
  /** The order that stands while the pointer is over the rows. */
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const now = useNow();
  const ordered = order ? inOrder(destinations, order) : destinations;
  const shown = ordered.filter(({ key }, i) => all || i < SHOWN_FIRST || key === chosen);
  const rest = count - shown.length;
  const rows = { destinations: shown, chosen, onChoose, now };
  return (
    <div
      className="destinations"
      onPointerEnter={() => setOrder(destinations.map(({ key }) => key))}
      onPointerLeave={() => setOrder(null)}
    >
      {narrow ? <DestinationRows {...rows} /> : <DestinationTable {...rows} />}
      {rest > 0 && (
        <div className="more">
          <span className="t">{rest.toLocaleString('en')} more destinations with less to do</span>
          {!all && destinations.length > shown.length && (
            <Button label="Show more" onPress={() => showAll(true)} />
          )}
        </div>
      )}
    </div>
  );
}
