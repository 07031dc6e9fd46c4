import type { HelpPage } from '../../components/help.js';

export const EXPECTATIONS_HELP: HelpPage = {
  title: 'Expectations',
  topics: [
    {
      id: 'expectations',
      title: 'What must stay as it is',
      body: (
        <>
          <p>
            One concrete request each, such as “10.1.4.18 to oncall@example.net”, and what it must
            come to: inbound, relay or reject. They are kept with the rules, and each draft is held
            against them as you type.
          </p>
          <p>
            One that fails keeps Apply waiting: change the draft or the expectation, or confirm it
            by name. What is confirmed is kept with the revision, and asked for again only when it
            becomes another one.
          </p>
        </>
      ),
      exchange:
        'kept nothing of the kind: what a change had broken was found out by those it broke.',
    },
  ],
};
