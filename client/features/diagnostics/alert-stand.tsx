import { ALERT_WORDS, type AlertsState } from '../../../shared/api/alerts.js';
import { Notice } from '../../components/notice.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';

/** What is raised now, since when, and whether anybody was told. */
export function AlertStand({ state }: { readonly state: AlertsState | undefined }) {
  if (!state) return null;
  const { raised, ways } = state;
  const nobody = ways.every(({ on }) => !on);
  if (raised.length === 0) {
    return (
      <p className="q">
        Nothing is raised now.{nobody && ' No way is set up below: nobody would be told.'}
      </p>
    );
  }
  return (
    <div className="stack">
      {raised.map(({ alert, since, text, said }) => (
        <Notice key={alert} kind="warn">
          <b>{ALERT_WORDS[alert]}</b> since <When at={since} />.{' '}
          <span className="q">
            <StrangerText text={text} />{' '}
            {said ? (
              <>
                Said at <When at={said} />.
              </>
            ) : (
              'Nobody could be told yet.'
            )}
          </span>
        </Notice>
      ))}
    </div>
  );
}
