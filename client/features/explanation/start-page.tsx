/** Where whoever looks up single decisions begins: the reference from the bounce, and what it is good for. */
import { useState, type FormEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { explanationAddress } from '../../decision/log-address.js';
import { referenceTyped } from '../../decision/reference.js';

const NONE = 'This is no reference: it has 7 letters and digits, as in (ref 7F3K2QX).';

export function StartPage() {
  const navigate = useNavigate();
  const sought = useSearchParams()[0].get('q') ?? '';
  const [text, setText] = useState(sought);
  const [refused, refuse] = useState(sought);
  const [before, setBefore] = useState(sought);
  if (before !== sought) {
    setBefore(sought);
    setText(sought);
    refuse(sought);
  }
  const explain = (event: FormEvent) => {
    event.preventDefault();
    const reference = referenceTyped(text);
    if (reference === null) refuse(text);
    else navigate(explanationAddress(reference));
  };
  const wrong = text === refused && (text !== '' || sought !== '');
  return (
    <div className="start" data-help="explanation-start">
      <h2 className="sentence">Why was this message refused?</h2>
      <p className="q lead">
        Every answer of this server ends with a reference, such as{' '}
        <code className="m">550 5.7.1 Relaying denied (ref 7F3K2QX)</code>. It stands in the bounce,
        or in the log of the program that sent. Type it here, or into the field at the top.
      </p>
      <form className="start-line" onSubmit={explain} noValidate>
        <Field
          first
          mono
          label="&Reference"
          value={text}
          onChange={setText}
          problem={wrong ? { message: NONE } : null}
        />
        <Button kind="go" type="submit" label="Explain" />
      </form>
      <p className="q">
        You read what was asked and why it was decided so. What helps is put into the rules by an
        administrator: hand on the link of the explanation.
      </p>
    </div>
  );
}
