/** The API reference: all operations with a filter, one of them opened by its address (`#get-/api/queue`). */
import { useQuery } from '@tanstack/react-query';
import { Fragment, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { getOpenApi, OPENAPI_KEY, type OpenApi } from '../../api/openapi.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Skeleton } from '../../components/placeholder.js';
import { OperationView } from './operation-view.js';
import {
  filtered,
  operationIn,
  sectionsOf,
  type ListedOperation,
  type Section,
} from './operations.js';

const SKELETON_ROWS = 8;
const BACK = { title: 'Overview', to: '/overview' };

export function ApiReferencePage() {
  const { data, error, refetch } = useQuery({
    queryKey: OPENAPI_KEY,
    queryFn: ({ signal }) => getOpenApi(signal),
    staleTime: Infinity,
  });
  if (error) {
    return (
      <Notice
        kind="bad"
        role="alert"
        actions={<Button label="Try again" onPress={() => void refetch()} />}
      >
        <b>The description of the API could not be read.</b>{' '}
        <span className="q">{faultText(error)}</span>
      </Notice>
    );
  }
  return data ? <Reference api={data} /> : <Skeleton rows={SKELETON_ROWS} />;
}

function Reference({ api }: { readonly api: OpenApi }) {
  const { hash } = useLocation();
  const sections = sectionsOf(api);
  const chosen = operationIn(sections, hash);
  return (
    <div className={`apiref ${chosen ? 'chosen' : ''}`} data-help="api-reference">
      <OperationList sections={sections} chosen={chosen} />
      <div>
        {chosen ? (
          <OperationView
            key={chosen.anchor}
            operation={chosen}
            components={api.components.schemas}
          />
        ) : (
          <Introduction />
        )}
      </div>
    </div>
  );
}

interface OperationListProps {
  readonly sections: readonly Section[];
  readonly chosen: ListedOperation | null;
}

function OperationList({ sections, chosen }: OperationListProps) {
  const [text, setText] = useState('');
  const shown = filtered(sections, text);
  return (
    <nav aria-label="Operations">
      <Field
        label="Filter operations"
        labelHidden
        placeholder="Filter operations"
        value={text}
        onChange={setText}
      />
      {shown.length === 0 && <p className="t">None is called so.</p>}
      {shown.map(({ title, operations }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          <ul>
            {operations.map((operation) => {
              const { method, path, anchor, summary } = operation;
              const now = anchor === chosen?.anchor;
              return (
                <li key={anchor}>
                  <Link
                    to={{ hash: anchor }}
                    aria-current={now ? 'true' : undefined}
                    title={summary}
                  >
                    <b>{method}</b>{' '}
                    <span className="m">{breakable(path.replace(/^\/api/, ''))}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Introduction() {
  return (
    <>
      <PageHead
        back={BACK}
        here="API reference"
        title="Everything that the console does can be done over HTTP"
        lead="JSON under /api. The description is made from the schemas that the console itself reads with."
      />
      <div className="stack blk prose">
        <p>
          <b>Who asks.</b> The cookie of a logon, or a token: <code>Authorization: Bearer …</code>.
          A request that changes something and comes with the cookie needs an <code>Origin</code> of
          the console’s own.
        </p>
        <p>
          <b>Documents</b> that are edited whole carry an <code>ETag</code>; <code>PUT</code> needs
          it as <code>If-Match</code> (428 without, 412 when somebody else was faster), and answers
          when the relay uses what was put. Secrets come as <code>{'{"set": true}'}</code> and are
          kept when they are sent so.
        </p>
        <p>
          <b>Lists</b> are <code>{'{"items": […], "next": …}'}</code>: pass <code>next</code> as{' '}
          <code>after</code>. <b>Refusals</b> are an <code>Error</code> with a code, a sentence, and
          the place of each fault.
        </p>
        <p>
          <a href="/api/openapi.json" target="_blank" rel="noreferrer">
            The description as OpenAPI 3.1
          </a>{' '}
          <span className="t">/api/openapi.json</span>
        </p>
      </div>
    </>
  );
}

/** May be broken before each slash, and in a word only where there is no other place. */
function breakable(path: string): ReactNode {
  return path.split(/(?=\/)/).map((part) => (
    <Fragment key={part}>
      {part}
      <wbr />
    </Fragment>
  ));
}
