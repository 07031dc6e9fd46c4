/** "Edit Routing Table Entry". */
import { useId, useMemo, useState } from 'react';
import { Dialog } from '../../components/dialog.js';
import { ChoiceField, Field } from '../../components/field.js';
import {
  DESTINATION,
  EDIT_ROUTE,
  FORWARDED,
  INBOUND,
  OVERRIDE,
  REROUTED,
  SENT_TO_THIS,
} from '../../components/labels.js';
import { CheckBox, Radio } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { formOf, readRoute, withRoute, type RouteField, type RouteForm } from './route-form.js';
import { RewriteHint, SentToHint } from './route-hints.js';

interface RouteDialogProps {
  readonly editing: { readonly index: number } | { readonly domain: string };
  readonly onClose: () => void;
}

export function RouteDialog({ editing, onClose }: RouteDialogProps) {
  const draft = useDraft();
  const rules = draft.routing.value!;
  const { host } = draft.routing.base!.document;
  const index = 'index' in editing ? editing.index : null;
  const [form, setForm] = useState(() =>
    'index' in editing ? formOf(rules.routes[editing.index] ?? null) : formOf(null, editing.domain),
  );
  const [shown, setShown] = useState<ReadonlySet<RouteField>>(new Set());
  const group = useId();
  const read = useMemo(
    () => readRoute(form, rules.routes, index, host),
    [form, rules, index, host],
  );
  const set = (part: Partial<RouteForm>) => setForm((now) => ({ ...now, ...part }));
  const show = (...fields: RouteField[]) => setShown((now) => new Set([...now, ...fields]));
  const faults = (Object.keys(read.problems) as RouteField[]).filter((field) => shown.has(field));

  const ok = () => {
    if (!read.route) return show(...(Object.keys(read.problems) as RouteField[]));
    draft.routing.set({ ...rules, routes: withRoute(rules.routes, read.route, index) });
    onClose();
  };
  const text = (field: RouteField) => ({
    value: form[field],
    onChange: (value: string) => set({ [field]: value }),
    onLeave: () => form[field] !== '' && show(field),
    problem: shown.has(field) ? read.problems[field] : null,
  });
  const choice = (kind: RouteForm['kind']) => ({
    group,
    checked: form.kind === kind,
    onChoose: () => set({ kind }),
  });

  return (
    <Dialog
      title={EDIT_ROUTE}
      onCancel={onClose}
      onOk={ok}
      okDisabled={faults.length > 0}
      foot={faults.length > 0 ? `${faults.length} to correct before OK` : null}
      helpTopic="entry"
    >
      <div className="stack" style={{ gap: 16 }}>
        <Field
          loud
          first
          label={SENT_TO_THIS}
          help="sent-to"
          hint={<SentToHint text={form.domain} />}
          {...text('domain')}
        />
        <div className="stack" style={{ gap: 14 }} role="radiogroup" aria-label="Route To">
          <Radio label={INBOUND} help="inbound" {...choice('inbound')}>
            {form.kind === 'inbound' && (
              <div className="sub-f">
                <ChoiceField
                  label="at:"
                  value={form.at}
                  onChange={(at) => set({ at })}
                  options={[
                    ['default', 'the inbound host'],
                    ['own', 'a host of its own'],
                  ]}
                />
                {form.at === 'own' && (
                  <div className="two-f">
                    <Field label="Host" {...text('inboundHost')} />
                    <Field label="Port" inputMode="numeric" {...text('inboundPort')} />
                  </div>
                )}
              </div>
            )}
          </Radio>
          <Radio
            label={REROUTED}
            help="rerouted"
            hint={form.kind === 'domain' && <RewriteHint form={form} />}
            {...choice('domain')}
          >
            <div className="sub-f">
              <Field
                label="Domain"
                labelHidden
                disabled={form.kind !== 'domain'}
                {...text('rerouteTo')}
              />
            </div>
          </Radio>
          <Radio
            label={FORWARDED}
            help="forwarded"
            hint="Keeps the address. Exchange 5.5 had this on the Connections page."
            {...choice('host')}
          >
            <div className="sub-f two-f">
              <Field
                label="Host"
                labelHidden
                placeholder="Name or address"
                disabled={form.kind !== 'host'}
                {...text('host')}
              />
              <Field
                label="Port"
                labelHidden
                inputMode="numeric"
                disabled={form.kind !== 'host'}
                {...text('port')}
              />
            </div>
          </Radio>
          <Radio label={DESTINATION} help="destination" {...choice('destination')} />
        </div>
        <CheckBox
          label={OVERRIDE}
          help="override"
          checked={form.alwaysRelay && form.kind !== 'inbound'}
          disabled={form.kind === 'inbound'}
          onChange={(alwaysRelay) => set({ alwaysRelay })}
          hint={
            form.kind === 'inbound'
              ? 'An inbound row needs none: everyone may send to it.'
              : 'For everyone, except hosts and clients that can NEVER route mail.'
          }
        />
      </div>
    </Dialog>
  );
}
