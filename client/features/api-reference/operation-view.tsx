/** One operation: who may, what it takes, what it answers, and trying it. */
import { PageHead } from '../../components/page-head.js';
import { Legend } from '../../components/legend.js';
import { TableHead } from '../../components/table-head.js';
import { goodAnswer, type ListedOperation } from './operations.js';
import { SchemaView } from './schema-view.js';
import { typeText, type Components } from './schemas.js';
import { TryForm } from './try-form.js';

export const REFERENCE = { title: 'API reference', to: '/api-reference' };

interface OperationViewProps {
  readonly operation: ListedOperation;
  readonly components: Components;
}

export function OperationView({ operation, components }: OperationViewProps) {
  const { method, path, summary, parameters = [], requestBody, tags } = operation;
  const role = operation['x-role'];
  const taken = requestBody?.content['application/json']?.schema;
  const { status, media, schema } = goodAnswer(operation);
  const who =
    role === undefined
      ? 'No logon is needed.'
      : role === 'helpdesk'
        ? 'Everybody who is logged on may.'
        : role === 'operator'
          ? 'Operators and administrators may.'
          : 'Administrators may.';
  return (
    <article className="stack wide" aria-label={`${method} ${path}`}>
      <div>
        <PageHead
          back={REFERENCE}
          here={tags[0]}
          title={
            <code className="operation">
              {method} {path}
            </code>
          }
          lead={`${summary} ${who}`}
        />
      </div>
      {parameters.length > 0 && (
        <section>
          <Legend title="Parameters" />
          <div className="list">
            <table className="wraps">
              <TableHead
                caption="Parameters"
                columns={[['Name', 130], ['In', 70], ['What it takes']]}
              />
              <tbody>
                {parameters.map(({ name, in: place, required, schema: form, description }) => (
                  <tr key={name}>
                    <td>
                      <code>{name}</code>
                    </td>
                    <td className="q">{place}</td>
                    <td>
                      <span className="m">{typeText(form, components)}</span>
                      {!required && <span className="t"> may be left out</span>}
                      {description && <p className="q">{description}</p>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {taken && (
        <section>
          <Legend title="Body" />
          <SchemaView schema={taken} components={components} />
        </section>
      )}
      <section>
        <Legend title={`Answer ${status}`} aside={media ?? undefined} />
        {schema && Object.keys(schema).length > 0 ? (
          <SchemaView schema={schema} components={components} />
        ) : (
          <p className="q">{media === null ? 'Without a body.' : media}</p>
        )}
        <p className="t">Anything else comes as an Error with a code and one sentence.</p>
      </section>
      <TryForm operation={operation} components={components} />
    </article>
  );
}
