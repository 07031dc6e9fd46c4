import type { HelpPage } from '../../components/help.js';

export const EXPLANATION_HELP: HelpPage = {
  title: 'Explanation',
  topics: [
    {
      id: 'explanation-start',
      title: 'Look up a reference',
      body: (
        <p>
          Each answer of this server ends with a reference of seven letters and digits, and so does
          each row of its log. Whoever was refused finds it in the bounce. O and 0, I, L and 1 are
          taken for each other.
        </p>
      ),
      exchange: 'said “Relaying is prohibited” and nothing else.',
    },
    {
      id: 'explanation',
      title: 'What is explained',
      body: (
        <>
          <p>
            The reference that stands in the SMTP reply leads here. The sentence says what was
            decided and why; under it stand all questions in the order asked, under the rules as
            they were then, each rule with who put it there.
          </p>
          <p>
            Whether the same would be decided now is asked of the rules in force, at this instant.
            If an earlier revision would have decided otherwise, the one that changed it is named.
          </p>
        </>
      ),
      exchange: 'gave a refused peer no reference, and the administrator no way to ask why.',
    },
    {
      id: 'smallest-fix',
      title: 'Smallest safe fix',
      body: (
        <>
          <p>
            One entry in “with these IP addresses” for the host that was refused, or for its network
            where others in it were refused too. What it would do is checked as you choose: recorded
            traffic is replayed, public addresses are counted, expectations are held against it.
          </p>
          <p>
            Nothing is in force before Apply. An entry with an end stops to permit by itself. Where
            no single entry is both enough and safe, it is said what would help instead.
          </p>
        </>
      ),
    },
    {
      id: 'expectation',
      title: 'Keep as expectation',
      body: (
        <p>
          The request and its verdict are kept with the rules. Every later draft is held against it,
          and one that decides otherwise asks before it is applied.
        </p>
      ),
    },
  ],
};
