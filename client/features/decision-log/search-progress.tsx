/** How far back a search has come that finds little: it goes on by itself, and can be stopped. */
import { useQuery } from '@tanstack/react-query';
import { getExtent } from '../../api/decisions.js';
import { Button } from '../../components/button.js';
import { useOpenedAt } from '../../components/opened-at.js';
import { Progress } from '../../components/progress.js';

interface SearchProgressProps {
  readonly found: number;
  /** ISO 8601. */
  readonly searchedTo: string;
  readonly searching: boolean;
  readonly onStop: () => void;
  readonly onGoOn: () => void;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

export function SearchProgress(props: SearchProgressProps) {
  const { found, searchedTo, searching, onStop, onGoOn } = props;
  const now = Date.parse(useOpenedAt());
  const extent = useQuery({
    queryKey: ['log-extent'],
    queryFn: ({ signal }) => getExtent(signal),
    staleTime: 60_000,
  });
  const text = `Searched back to ${sayDate(searchedTo)}, ${found.toLocaleString('en')} found`;
  if (!searching) {
    return (
      <div className="stopped">
        <span className="q">Stopped. {text}.</span>
        <Button label="Go on" onPress={onGoOn} />
      </div>
    );
  }
  const oldest = Date.parse(extent.data?.oldest ?? '');
  return (
    <Progress
      text={text}
      done={now - Date.parse(searchedTo)}
      total={Number.isNaN(oldest) ? Number.MAX_SAFE_INTEGER : now - oldest}
      onStop={onStop}
    />
  );
}

function sayDate(at: string): string {
  const date = new Date(at);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return (thisYear ? DAY : DAY_OF_YEAR).format(date);
}
