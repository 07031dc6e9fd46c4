/** What each step has found, with its transcript to be opened. A table, and rows in small windows. */
import { Fragment, useState } from 'react';
import type { SelfTestStep } from '../../../shared/api/self-tests.js';
import { Icon } from '../../components/icon.js';
import { useMedia } from '../../components/media.js';
import { StrangerText } from '../../components/stranger-text.js';
import { TableHead } from '../../components/table-head.js';
import { Said } from '../../dialogue/said.js';
import { STATE_WORDS } from './self-test-words.js';

interface ResultsProps {
  readonly steps: readonly SelfTestStep[];
}

interface RowsProps extends ResultsProps {
  readonly open: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
}

const COLUMNS = [
  ['State', 104, ''],
  ['What', 260, ''],
  ['Result', undefined, ''],
] as const;

export function SelfTestResults({ steps }: ResultsProps) {
  const narrow = useMedia('(max-width: 1020px)');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const rows = { steps, open, toggle };
  return narrow ? <ResultRows {...rows} /> : <ResultTable {...rows} />;
}

function ResultTable({ steps, open, toggle }: RowsProps) {
  return (
    <div className="list results">
      <table>
        <TableHead caption="Results of the self-test" columns={COLUMNS} />
        <tbody>
          {steps.map((step) => (
            <Fragment key={step.id}>
              <tr className={open.has(step.id) ? 'openrow' : undefined}>
                <td>
                  <State step={step} />
                </td>
                <td>
                  <Title step={step} isOpen={open.has(step.id)} toggle={toggle} />
                </td>
                <td>
                  <Result step={step} />
                </td>
              </tr>
              {open.has(step.id) && (
                <tr className="detail">
                  <td colSpan={COLUMNS.length}>
                    <Transcript step={step} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResultRows({ steps, open, toggle }: RowsProps) {
  return (
    <ul className="rows results" aria-label="Results of the self-test">
      {steps.map((step) => (
        <li key={step.id} className={open.has(step.id) ? 'openrow' : undefined}>
          <Title step={step} isOpen={open.has(step.id)} toggle={toggle} />
          <State step={step} />
          <div className="found">
            <Result step={step} />
            {open.has(step.id) && <Transcript step={step} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function State({ step: { state } }: { readonly step: SelfTestStep }) {
  const { word, icon } = STATE_WORDS[state];
  return (
    <span className={`stood ${state}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}

interface TitleProps {
  readonly step: SelfTestStep;
  readonly isOpen: boolean;
  readonly toggle: (id: string) => void;
}

/** Opens the transcript, where there is one. */
function Title({ step: { id, title, transcript }, isOpen, toggle }: TitleProps) {
  if (transcript.length === 0) return <span className="what">{title}</span>;
  return (
    <button
      type="button"
      className="link what"
      aria-expanded={isOpen}
      title="What was said and looked at"
      onClick={() => toggle(id)}
    >
      <Icon name={isOpen ? 'down' : 'right'} />
      {title}
    </button>
  );
}

function Result({ step: { says, todo } }: { readonly step: SelfTestStep }) {
  return (
    <>
      <p>
        <StrangerText text={says} />
      </p>
      {todo !== '' && (
        <p className="q">
          <StrangerText text={todo} />
        </p>
      )}
    </>
  );
}

function Transcript({ step: { title, transcript } }: { readonly step: SelfTestStep }) {
  return (
    <div className="dialogue">
      <Said lines={transcript} label={`Transcript: ${title}`} />
    </div>
  );
}
