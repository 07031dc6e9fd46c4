/**
 * "Expectations...": concrete requests and what they must come to, held against the draft as it is typed. What
 * is changed here is in the draft at once, as in the routing table.
 */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { EntryList } from '../../components/entry-list.js';
import { REASON_LABELS } from '../../components/labels.js';
import { ListButtons } from '../../components/list-buttons.js';
import { Path } from '../../components/path.js';
import { Empty } from '../../components/placeholder.js';
import { requestAddress } from '../../decision/log-address.js';
import { useDraft } from '../../draft/draft.js';
import { failText } from '../../draft/expectations.js';
import { ruleAddress } from '../../draft/shown-rule.js';
import { EXPECTATION_COLUMNS } from './expectation-columns.js';
import { ExpectationDialog } from './expectation-dialog.js';
import { useExpectations } from './use-expectations.js';

export function ExpectationsDialog({ onClose }: { readonly onClose: () => void }) {
  const { routing } = useDraft();
  const navigate = useNavigate();
  const list = useExpectations();
  const [open, setOpen] = useState<{ readonly index: number | null } | null>(null);
  const [path, setPath] = useState(false);
  if (!routing.value) return null;
  const add = () => setOpen({ index: null });
  const edit = (index: number) => index >= 0 && setOpen({ index });
  const [chosen] = list.rows.filter(({ key }) => list.selected.has(key));
  const single = list.selected.size === 1 ? chosen : undefined;
  const { failing, rows } = list;
  return (
    <Dialog
      title="Expectations"
      width="wide"
      tall
      onCancel={onClose}
      helpTopic="expectations"
      foot={failing === 0 ? null : `${failText(failing)}, so Apply asks for each by name`}
    >
      <p className="q" style={{ marginBottom: 12 }}>
        Requests that must come to the same whatever is changed. Each is asked of the draft as you
        type.
      </p>
      <div className="group expectations">
        <div className="withbtns">
          <EntryList
            label="Expectations"
            showHead={rows.length > 0}
            first
            rows={rows}
            keyOf={({ key }) => key}
            textOf={({ item }) =>
              `${item.request.peer} to ${item.request.recipient} ${item.note ?? ''}`
            }
            columns={EXPECTATION_COLUMNS}
            rowClass={({ mark, fails }) =>
              `${mark === 'removed' ? 'gone' : ''} ${fails ? 'fails' : ''}`
            }
            selected={list.selected}
            onSelect={list.select}
            onAdd={add}
            onEdit={({ index }) => edit(index)}
            onRemove={list.remove}
            empty={
              <Empty title="Nothing is expected yet">
                Keep a decision of the log or of Try it, or add a request here: every draft is then
                held against it.
              </Empty>
            }
          />
          <ListButtons
            keys
            canEdit={list.editable >= 0}
            canRemove={list.chosen.length > 0}
            restores={list.restores}
            onAdd={add}
            onEdit={() => edit(list.editable)}
            onRemove={list.remove}
          >
            <div className="gap" />
            <Button
              label="&Try it"
              disabled={!single}
              onPress={() => single && navigate(requestAddress(single.item.request))}
            />
            <Button
              label={path ? 'Hide &path' : 'Show &path'}
              disabled={!single?.decision}
              onPress={() => setPath(!path)}
            />
          </ListButtons>
        </div>
        {single?.decision && path && (
          <section className="blk" aria-label="Path under the draft">
            <p className="q" style={{ marginBottom: 8 }}>
              {REASON_LABELS[single.decision.reason]}.
            </p>
            <Path decision={single.decision} onRule={(rule) => navigate(ruleAddress(rule))} />
          </section>
        )}
      </div>
      {open && (
        <ExpectationDialog
          index={open.index}
          expectations={routing.value.expectations}
          onClose={() => setOpen(null)}
          onDone={(expectation) => {
            list.put(open.index, expectation);
            setOpen(null);
          }}
        />
      )}
    </Dialog>
  );
}
