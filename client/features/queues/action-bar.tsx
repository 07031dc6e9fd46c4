import type { QueueAction } from '../../../shared/api/queue.js';
import { Button } from '../../components/button.js';
import { ACTION_WORDS } from './action-text.js';

interface ActionBarProps {
  /** Something to release is among what is shown. */
  readonly holds: boolean;
  readonly disabled: boolean;
  /** A dialog follows whatever is pressed. */
  readonly asks: boolean;
  readonly onAct: (action: QueueAction) => void;
  /** The window's filled button is another one. */
  readonly plain?: boolean;
}

/** Retry now, Hold, Release, Bounce..., Delete... for what is selected. */
export function ActionBar({ holds, disabled, asks, onAct, plain }: ActionBarProps) {
  const button = (action: QueueAction, kind: 'plain' | 'go' | 'bad' = 'plain') => {
    const { label } = ACTION_WORDS[action];
    const shown = asks && !label.endsWith('...') ? `${label}...` : label;
    return <Button kind={kind} label={shown} disabled={disabled} onPress={() => onAct(action)} />;
  };
  return (
    <div className={`acts ${holds ? 'five' : ''}`}>
      {button('retry', disabled || plain ? 'plain' : 'go')}
      {button('hold')}
      {holds && button('release')}
      {button('bounce')}
      {button('delete', 'bad')}
    </div>
  );
}
