import type { HelpPage } from '../../components/help.js';

export const PREVIEW_HELP: HelpPage = {
  title: 'Preview of the draft',
  topics: [
    {
      id: 'preview',
      title: 'What is replayed',
      body: (
        <>
          <p>
            The traffic that was recorded is asked about twice: under the rules that are stored and
            under your draft, with the code that the relay runs. What would be decided otherwise is
            listed by peer, or by network where one entry makes the difference, with an example that
            leads to its explanation. Nothing is sent, and nothing is in force before Apply.
          </p>
          <p>
            The page follows the draft. What it cannot know stands at its end: it is a replay of
            what was, no promise of what will be.
          </p>
        </>
      ),
      exchange: 'had no way to see what a change would do before it was made.',
    },
  ],
};
