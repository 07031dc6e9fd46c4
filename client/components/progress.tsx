import { LinkButton } from './button.js';

interface ProgressProps {
  /** `Retrying 27 of 41: 19 delivered, 8 deferred again`. */
  readonly text: string;
  readonly done: number;
  readonly total: number;
  /** Absent once it has been stopped. */
  readonly onStop?: () => void;
}

/** Done of total, the parts, Stop. */
export function Progress({ text, done, total, onStop }: ProgressProps) {
  return (
    <div className="progress">
      <span className="q">{text}</span>
      {onStop && <LinkButton onPress={onStop}>Stop</LinkButton>}
      <progress aria-label={text} value={done} max={Math.max(total, 1)} />
    </div>
  );
}
