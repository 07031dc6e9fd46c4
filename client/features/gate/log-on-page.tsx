import { LogOnForm } from './log-on-form.js';
import { Slip } from './slip.js';

interface LogOnPageProps {
  /** What the console says about nobody being logged on: whether set-up is still open. */
  readonly message: string;
  readonly onLoggedOn: () => void;
}

export function LogOnPage({ message, onLoggedOn }: LogOnPageProps) {
  return (
    <Slip
      title={`Log on to ${location.hostname}`}
      foot="Mail flows whether or not you are logged on."
    >
      {/set-up|setup/i.test(message) && <p className="lead">{message}</p>}
      <LogOnForm onLoggedOn={onLoggedOn} />
    </Slip>
  );
}
