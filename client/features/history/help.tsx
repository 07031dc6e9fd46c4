import type { HelpPage } from '../../components/help.js';

export const HISTORY_HELP: HelpPage = {
  title: 'History',
  topics: [
    {
      id: 'revisions',
      title: 'Revisions',
      body: (
        <p>
          Each Apply that changes rules makes a revision: numbered, never changed, with who made it,
          when, and the note that went with it. “enforced” stands beside the one that the relay
          names. The decisions are those in the log.
        </p>
      ),
      exchange:
        'kept no history: what was set before was in nobody’s memory but the administrator’s.',
    },
    {
      id: 'difference',
      title: 'Difference',
      body: (
        <p>
          What the revision removed and added, beside the one before it or any other. Entries that
          stand in both are listed while they are few, and counted when they are many.
        </p>
      ),
    },
    {
      id: 'restore',
      title: 'Restore',
      body: (
        <>
          <p>
            The rules of an old revision become a new one. The old ones stay as they are, and
            restoring can itself be undone by restoring.
          </p>
          <p>
            A draft of yours is kept. What would open the relay to the world is asked about as at
            every Apply.
          </p>
        </>
      ),
    },
    {
      id: 'watch',
      title: 'Watch after Apply',
      body: (
        <>
          <p>
            “List” in the foot takes a note for the revision, and the wish to watch: if peers that
            relayed before are refused by the new rules, that is said on every page, with the way
            back beside it.
          </p>
          <p>
            If you let it, the revision before is brought back by itself when such refusals jump.
            The draft of your rules is not lost by that: the revision stays in the history.
          </p>
        </>
      ),
    },
  ],
};
