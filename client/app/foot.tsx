import { Link } from 'react-router';
import { useMay } from '../access/access.js';
import { Button, LinkButton } from '../components/button.js';
import { counted } from '../components/counted.js';
import { Icon } from '../components/icon.js';
import { When } from '../components/when.js';
import { useDraft } from '../draft/draft.js';
import { failingCount, failText } from '../draft/expectations.js';
import type { Enforcement } from './enforcement.js';
import type { Sheet } from './sheet.js';

interface FootProps {
  readonly enforcement: Enforcement;
  readonly sheet: Sheet;
}

/** Left what the relay enforces and what the draft holds, right the four buttons. */
export function Foot({ enforcement, sheet }: FootProps) {
  const { count, ruleChanges, findings } = useDraft();
  const applies = useMay('administrator');
  const failing = failingCount(findings);
  const drafted = count > 0;
  return (
    <footer className={`foot ${drafted ? 'drafted' : ''}`}>
      <div className="lines">
        <State enforcement={enforcement} applying={sheet.applying} />
        {drafted && (
          <span className="draft">
            <span>{counted(count, 'change')} in your draft</span>
            {failing > 0 && (
              <Link className="tag w desk" to="/routing/expectations">
                {failText(failing)}
              </Link>
            )}
            <LinkButton onPress={() => sheet.show({ kind: 'changes' })}>List</LinkButton>
            {ruleChanges > 0 && <Link to="/routing/preview">Preview</Link>}
          </span>
        )}
      </div>
      <div className="btns">
        {applies && (
          <>
            <Button label="OK" onPress={() => sheet.apply()} disabled={sheet.applying} />
            <Button label="Cancel" onPress={sheet.cancel} disabled={sheet.applying} />
            <Button
              kind={drafted ? 'go' : 'plain'}
              label="Appl&y"
              onPress={() => sheet.apply()}
              disabled={!drafted || sheet.applying}
            />
          </>
        )}
        <Button label="&Help" onPress={sheet.help} />
      </div>
    </footer>
  );
}

interface StateProps {
  readonly enforcement: Enforcement;
  readonly applying: boolean;
}

/** One live region for all of them, so that a change is read out. */
function State({ enforcement, applying }: StateProps) {
  const { silence, refusing } = enforcement;
  const bad = !applying && (silence !== null || refusing !== null);
  return (
    <output className={`state ${bad ? 'bad' : ''}`} title={silence?.why ?? refusing ?? undefined}>
      <StateText enforcement={enforcement} applying={applying} />
    </output>
  );
}

function StateText({ enforcement, applying }: StateProps) {
  const { enforced, silence, refusing } = enforcement;
  if (applying) {
    return (
      <>
        <i className="waiting" />
        <span>Applying… waiting for the relay</span>
      </>
    );
  }
  if (silence !== null) {
    return (
      <>
        <Icon name="warn" />
        <b>The {silence.of} does not answer</b>
      </>
    );
  }
  if (refusing !== null) {
    return (
      <>
        <Icon name="warn" />
        <b>No mail is taken</b>
      </>
    );
  }
  if (!enforced || enforced.revision === null) {
    return (
      <>
        <Icon name="skip" />
        <span>Asking the relay</span>
      </>
    );
  }
  return (
    <>
      <Icon name="yes" />
      <span>
        <b>Enforcing revision {enforced.revision}</b>{' '}
        {enforced.since && (
          <span className="t desk">
            since <When at={enforced.since} />
          </span>
        )}
      </span>
    </>
  );
}
