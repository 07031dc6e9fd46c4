/** What was said, line by line, and how it ended. */
import type { HeldDialogue } from '../../shared/api/dialogues.js';
import { Icon } from '../components/icon.js';
import { StrangerText } from '../components/stranger-text.js';
import { Said } from './said.js';

export function DialogueLines({ held }: { readonly held: HeldDialogue }) {
  const { lines, state, outcome } = held;
  return (
    <div className="dialogue">
      <Said lines={lines} label="What was said" follow />
      <output className={`outcome ${state === 'bad' ? 'bad' : 'good'}`}>
        {state !== 'running' && (
          <>
            <Icon name={state === 'good' ? 'yes' : 'warn'} />
            <span>
              <StrangerText text={outcome} />
            </span>
          </>
        )}
      </output>
    </div>
  );
}
