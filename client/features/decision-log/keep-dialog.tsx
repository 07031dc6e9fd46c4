/** "Keep": how long decisions are kept, as a part of the draft, and how large the log is now. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { octetsText, readOctets, sizeText } from '../../../shared/address/octets-text.js';
import { parsed, unreadable, type Parsed } from '../../../shared/address/parsed.js';
import { deliverySchema, type Delivery } from '../../../shared/api/delivery.js';
import type { LogExtent } from '../../../shared/api/decisions.js';
import { getExtent } from '../../api/decisions.js';
import { faultText } from '../../api/request.js';
import { Dialog } from '../../components/dialog.js';
import { Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { Progress } from '../../components/progress.js';
import { ReadField } from '../../components/read-field.js';
import { sayDay } from '../../components/when.js';
import { useDraft } from '../../draft/draft.js';
import { useProblems } from '../../draft/use-problems.js';

type KeepLog = Delivery['keepLog'];

const LOOK_MS = 2000;
const keepSchema = deliverySchema.shape.keepLog;

export function KeepDialog({ onClose }: { readonly onClose: () => void }) {
  const { delivery, faults } = useDraft();
  const [edited, setEdited] = useState<KeepLog | null>(null);
  const [tried, setTried] = useState(false);
  const keep = edited ?? delivery.value?.keepLog ?? null;
  const result = keep && keepSchema.safeParse(keep);
  const found = result && !result.success ? issuesFromZod(result.error) : [];
  const problems = useProblems(found, tried ? found : []);
  const ok = () => {
    if (found.length > 0) return setTried(true);
    if (edited) delivery.update((now) => ({ ...now, keepLog: edited }));
    onClose();
  };
  const set = (part: Partial<KeepLog>) => keep && setEdited({ ...keep, ...part });
  return (
    <Dialog
      title="Keep Decisions"
      onCancel={onClose}
      onOk={ok}
      okDisabled={!keep || (tried && found.length > 0)}
      helpTopic="keep"
    >
      <div className="stack">
        {keep ? (
          <div className="ip-fields">
            <ReadField
              label="For so many &days"
              value={keep.days}
              read={readDays}
              show={String}
              unread={NaN}
              inputMode="numeric"
              onChange={(days) => set({ days })}
              {...problems.at('days')}
            />
            <ReadField
              label="At &most"
              value={keep.octets}
              read={readOctets}
              show={octetsText}
              unread={NaN}
              hint="on the disk, with what is needed to search it"
              onChange={(octets) => set({ octets })}
              {...problems.at('octets')}
            />
          </div>
        ) : faults.delivery ? (
          <ProblemLine>The settings could not be read: {faultText(faults.delivery)}</ProblemLine>
        ) : (
          <Skeleton rows={2} />
        )}
        <p className="hint">
          What is older, or the oldest of what is too much, is removed beside the relay, which never
          waits for it. The change is part of your draft: Apply puts it in force.
        </p>
        <Extent />
      </div>
    </Dialog>
  );
}

function Extent() {
  const extent = useQuery({
    queryKey: ['log-extent'],
    queryFn: ({ signal }) => getExtent(signal),
    refetchInterval: ({ state }) => ((state.data?.removing ?? 0) > 0 ? LOOK_MS : false),
  });
  const { data, error } = extent;
  /** The most that was to go since this was opened: what progress is measured by. */
  const [most, setMost] = useState(0);
  if (data && data.removing > most) setMost(data.removing);
  if (error && !data)
    return <ProblemLine>How large the log is could not be read: {faultText(error)}</ProblemLine>;
  if (!data) return <Skeleton rows={1} />;
  return (
    <div>
      <p>{extentText(data)}</p>
      {data.removing > 0 && (
        <Progress
          text={`Being removed: ${data.removing.toLocaleString('en')} still to go`}
          done={most - data.removing}
          total={most}
        />
      )}
    </div>
  );
}

function extentText({ rows, octets, oldest }: LogExtent): string {
  if (oldest === null) return 'The log is empty.';
  const since = sayDay(new Date(oldest));
  return `The log holds about ${rows.toLocaleString('en')} decisions since ${since}, in ${sizeText(octets)}.`;
}

function readDays(text: string): Parsed<number> {
  return /^\s*\d{1,6}\s*$/.test(text)
    ? parsed(Number(text))
    : unreadable('A number of days.', '90');
}
