/** "Try it": an operation is sent with the session of the console, and what comes back is shown. */
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Parameter, Schema } from '../../api/openapi.js';
import { sendRaw, type RawAnswer } from '../../api/openapi.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ChoiceField, Field } from '../../components/field.js';
import { Legend } from '../../components/legend.js';
import { ProblemLine } from '../../components/problem.js';
import { StrangerLines } from '../../components/stranger-text.js';
import { TextArea } from '../../components/text-area.js';
import { changes, goodAnswer, type ListedOperation } from './operations.js';
import { exampleOf, typeText, type Components } from './schemas.js';

interface TryFormProps {
  readonly operation: ListedOperation;
  readonly components: Components;
}

const BODY_ROWS = 10;

export function TryForm({ operation, components }: TryFormProps) {
  const { parameters = [], requestBody, method } = operation;
  const schema = requestBody?.content['application/json']?.schema ?? null;
  const queries = useQueryClient();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [body, setBody] = useState(() => exampleText(schema, components));
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const [answer, setAnswer] = useState<RawAnswer | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const isStream = goodAnswer(operation).media === 'text/event-stream';
  const missing = parameters.filter(({ name, required }) => required && !values[name]?.trim());
  const bodyFault = schema === null ? null : jsonFault(body);
  const path = addressOf(operation.path, parameters, values);

  const send = async () => {
    setAsking(false);
    setSending(true);
    setFault(null);
    try {
      const headers = Object.fromEntries(
        parameters.flatMap(({ name, in: place }) =>
          place === 'header' && values[name] ? [[name, values[name]]] : [],
        ),
      );
      setAnswer(await sendRaw({ method, path, headers, body: schema === null ? null : body }));
      if (changes(operation)) void queries.invalidateQueries();
    } catch (error) {
      setAnswer(null);
      setFault(`Nothing came back: ${(error as Error).message}`);
    }
    setSending(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing.length > 0 || bodyFault !== null || sending) return;
    if (changes(operation)) setAsking(true);
    else void send();
  };
  if (isStream) {
    return (
      <section>
        <Legend title="Try it" />
        <p className="q">A stream of events does not end: read it with EventSource, or curl -N.</p>
      </section>
    );
  }
  return (
    <section data-help="api-try">
      <Legend title="Try it" />
      <form className="stack try-api" onSubmit={submit}>
        {parameters.map((parameter) => (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            components={components}
            value={values[parameter.name] ?? ''}
            onChange={(value) => setValues({ ...values, [parameter.name]: value })}
          />
        ))}
        {schema && (
          <TextArea
            label="Body (JSON)"
            rows={BODY_ROWS}
            value={body}
            onChange={setBody}
            problem={bodyFault === null ? null : { message: bodyFault }}
          />
        )}
        <div className="btns">
          <Button
            kind="go"
            type="submit"
            label={changes(operation) ? 'Send...' : 'Send'}
            disabled={missing.length > 0 || bodyFault !== null || sending}
          />
          <code className="q">
            {method} {path}
          </code>
        </div>
        {missing.length > 0 && (
          <p className="t">Still needed: {missing.map(({ name }) => name).join(', ')}.</p>
        )}
        {fault && <ProblemLine>{fault}</ProblemLine>}
      </form>
      {answer && <Answer answer={answer} />}
      {asking && (
        <Dialog
          title="Send This Request"
          onCancel={() => setAsking(false)}
          onOk={() => void send()}
          okLabel="Send"
          okFirst
          okKind={method === 'DELETE' ? 'bad' : 'go'}
        >
          <p>
            <code>
              {method} {path}
            </code>
          </p>
          <p className="q blk">
            It is not tried, it is done: with your session, and in the audit trail under your name.
          </p>
        </Dialog>
      )}
    </section>
  );
}

interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly components: Components;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ParameterField({ parameter, components, value, onChange }: ParameterFieldProps) {
  const { name, in: place, schema, description, required } = parameter;
  const label = `${name} (${required ? place : `${place}, may be left out`})`;
  if (schema.enum) {
    const options = schema.enum.map((each) => [String(each), String(each)] as const);
    return (
      <ChoiceField
        label={label}
        value={value}
        options={[['', ''], ...options]}
        onChange={onChange}
      />
    );
  }
  return (
    <Field
      label={label}
      mono
      value={value}
      onChange={onChange}
      hint={description ?? typeText(schema, components)}
    />
  );
}

function Answer({ answer }: { readonly answer: RawAnswer }) {
  const { status, headers, body } = answer;
  return (
    <section className="stack blk" aria-label="Answer" aria-live="polite">
      <p>
        <b className={status >= 400 ? 'v reject' : undefined}>{status}</b>{' '}
        {headers.map(([name, value]) => (
          <code key={name} className="q">
            {name}: {value}{' '}
          </code>
        ))}
      </p>
      {body !== '' && <StrangerLines label="The body of the answer" text={indented(body)} />}
    </section>
  );
}

function exampleText(schema: Schema | null, components: Components): string {
  return schema === null ? '' : JSON.stringify(exampleOf(schema, components), null, 2);
}

function addressOf(
  path: string,
  parameters: readonly Parameter[],
  values: Readonly<Record<string, string>>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (mark, name: string) =>
    values[name] ? encodeURIComponent(values[name].trim()) : mark,
  );
  const query = new URLSearchParams(
    parameters.flatMap(({ name, in: place }) =>
      place === 'query' && values[name] ? [[name, values[name].trim()]] : [],
    ),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

function jsonFault(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}`;
  }
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
