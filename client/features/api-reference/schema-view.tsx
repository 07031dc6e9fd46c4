/** A schema as a list of its members; those of named schemas are opened on demand. */
import { useState } from 'react';
import type { Schema } from '../../api/openapi.js';
import { LinkButton } from '../../components/button.js';
import { formsOf, nameOf, resolved, typeText, type Components } from './schemas.js';

interface SchemaViewProps {
  readonly schema: Schema;
  readonly components: Components;
}

/** What is nearer to the top than this stands open. */
const OPEN_DEPTH = 1;

export function SchemaView({ schema, components }: SchemaViewProps) {
  return (
    <div className="schema">
      <Part schema={schema} components={components} depth={0} />
    </div>
  );
}

function Part({ schema, components, depth }: SchemaViewProps & { readonly depth: number }) {
  const own = resolved(schema, components);
  const forms = formsOf(own)?.filter(({ type }) => type !== 'null');
  if (forms && forms.length === 1)
    return <Part schema={forms[0]!} components={components} depth={depth} />;
  if (forms) {
    const shaped = forms.filter((form) => membersOf(form, components));
    if (shaped.length === 0) return null;
    return (
      <ul className="forms">
        {shaped.map((form, i) => (
          // eslint-disable-next-line react/no-array-index-key -- forms of one schema, never reordered
          <li key={i}>
            <span className="t">{i === 0 ? 'one of' : 'or'}</span>
            <Part schema={form} components={components} depth={depth} />
          </li>
        ))}
      </ul>
    );
  }
  if (own.items) return <Part schema={own.items} components={components} depth={depth} />;
  const { properties, required = [] } = own;
  if (!properties) return depth === 0 ? <p className="m">{typeText(own, components)}</p> : null;
  return (
    <ul>
      {Object.entries(properties).map(([name, member]) => (
        <Member
          key={name}
          name={name}
          schema={member}
          components={components}
          depth={depth}
          optional={!required.includes(name)}
        />
      ))}
    </ul>
  );
}

interface MemberProps extends SchemaViewProps {
  readonly name: string;
  readonly depth: number;
  readonly optional: boolean;
}

function Member({ name, schema, components, depth, optional }: MemberProps) {
  const inner = membersOf(schema, components);
  const [open, setOpen] = useState(depth < OPEN_DEPTH && nameOf(schema) === null);
  return (
    <li>
      <code>{name}</code> <span className="q m">{typeText(schema, components)}</span>
      {optional && <span className="t"> may be left out</span>}
      {inner && (
        <LinkButton className="opens" onPress={() => setOpen(!open)}>
          {open ? 'Hide' : 'Show'}
          <span className="sr"> the members of {name}</span>
        </LinkButton>
      )}
      {schema.description && <p className="q">{schema.description}</p>}
      {inner && open && <Part schema={schema} components={components} depth={depth + 1} />}
    </li>
  );
}

/** Whether there is something to open. */
function membersOf(schema: Schema, components: Components, depth = 0): boolean {
  const own = resolved(schema, components);
  if (own.properties) return true;
  if (depth > 4) return false;
  if (own.items) return membersOf(own.items, components, depth + 1);
  return formsOf(own)?.some((form) => membersOf(form, components, depth + 1)) ?? false;
}
