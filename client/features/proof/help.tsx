import type { HelpPage } from '../../components/help.js';

export const PROOF_HELP: HelpPage = {
  title: 'Who May Relay',
  topics: [
    {
      id: 'proof',
      title: 'Who may relay without logging on',
      body: (
        <>
          <p>
            Computed from the rules, not tried out: every permitted network, less the entries of the
            list that can NEVER route mail. It is exact for the moment at which it was opened, and
            follows your draft.
          </p>
          <p>
            Beside it stand the ways in that do not go by the peer’s address: internal addresses,
            and rows that override the restrictions.
          </p>
        </>
      ),
      exchange: 'had no such page. Who could relay was found out by trying.',
    },
    {
      id: 'map',
      title: 'The map',
      body: (
        <p>
          Three squares of 16 by 16: all of IPv4, a /16, a /24. The ringed part is opened in the
          next square. Arrows move in a square, Enter opens. Hatched means never. IPv6 is in the
          list alone.
        </p>
      ),
    },
    {
      id: 'tidy',
      title: 'Rows to tidy',
      body: (
        <p>
          Rows that do nothing: they have ended, lie inside another, are under the NEVER list, or
          match nothing. Removing them changes no decision, but for those that are merely unused or
          end soon: these are for you to judge.
        </p>
      ),
    },
  ],
};
