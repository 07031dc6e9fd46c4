/** What the draft does to an entry, in a word; and whether it has an effect at all. */
interface EntryTagProps {
  readonly mark: 'same' | 'added' | 'changed' | 'removed';
  readonly inert?: boolean;
  /** Its end has passed: it stays in the list, and has no effect. */
  readonly ended?: boolean;
}

const WORDS = { same: null, added: 'Added', changed: 'Changed', removed: 'Removed' } as const;

export function EntryTag({ mark, inert, ended }: EntryTagProps) {
  const word = WORDS[mark];
  return (
    <>
      {word && (
        <>
          {' '}
          <span className={`tag after ${mark === 'removed' ? 'del' : ''}`}>{word}</span>
        </>
      )}
      {(inert || ended) && mark !== 'removed' && (
        <>
          {' '}
          <span className="tag after dim">{ended ? 'Ended' : 'Not in force'}</span>
        </>
      )}
    </>
  );
}
