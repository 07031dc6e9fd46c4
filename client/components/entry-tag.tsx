/** What the draft does to an entry, in a word; and whether it has an effect at all. */
interface EntryTagProps {
  readonly mark: 'same' | 'added' | 'changed' | 'removed';
  readonly inert?: boolean;
}

const WORDS = { same: null, added: 'Added', changed: 'Changed', removed: 'Removed' } as const;

export function EntryTag({ mark, inert }: EntryTagProps) {
  const word = WORDS[mark];
  return (
    <>
      {word && (
        <>
          {' '}
          <span className={`tag after ${mark === 'removed' ? 'del' : ''}`}>{word}</span>
        </>
      )}
      {inert && mark !== 'removed' && (
        <>
          {' '}
          <span className="tag after dim">Not in force</span>
        </>
      )}
    </>
  );
}
