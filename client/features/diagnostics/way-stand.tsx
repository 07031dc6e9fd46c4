import type { WayState } from '../../../shared/api/alerts.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';
import { When } from '../../components/when.js';

/** When something was last said this way, or why it could not be. */
export function WayStand({ state }: { readonly state: WayState | undefined }) {
  if (!state?.on) return null;
  const { lastFailure, lastSent, nextTry } = state;
  if (lastFailure) {
    return (
      <p className="outcome bad">
        <Icon name="warn" />
        <span>
          <b>Not sent</b> at <When at={lastFailure.at} />:{' '}
          <StrangerText text={lastFailure.problem} />
          {nextTry && (
            <>
              {' '}
              Tried again at <When at={nextTry} />.
            </>
          )}
        </span>
      </p>
    );
  }
  return (
    <p className="hint">
      {lastSent ? (
        <>
          Last sent at <When at={lastSent} />.
        </>
      ) : (
        'Nothing had to be sent since the console started.'
      )}
    </p>
  );
}
