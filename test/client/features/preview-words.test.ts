import { describe, expect, test } from 'vitest';
import { becauseOf } from '../../../client/features/preview/because.js';
import {
  previewLead,
  previewSentence,
  whoOf,
} from '../../../client/features/preview/preview-words.js';
import { unknownText } from '../../../client/features/preview/unknown.js';
import { group, partOf, previewWith } from '../../e2e/preview-api.js';
import { rulesWith } from '../draft/rules-of-test.js';

const NETWORK = group({ network: '10.1.3.0/24', peers: 6, decisions: 214 });
const PEERS = [group({ peer: '10.1.4.18' }), group({ peer: '10.1.4.23' })];

describe('the sentence', () => {
  test('says who loses, who gains, and how much stays', () => {
    const preview = previewWith({ loses: partOf(PEERS), gains: partOf([NETWORK]) });
    expect(previewSentence(preview, 7)).toBe(
      '2 peers would lose relaying, 1 network gains it, 41,203 decisions stay as they are.',
    );
  });

  test('says each kind of change alone, in the singular too', () => {
    const one = partOf([group({ peer: '10.1.4.18' })]);
    const said = (parts: Parameters<typeof previewWith>[0], unchanged = 1) =>
      previewSentence(previewWith(parts, unchanged), 7);
    expect(said({ loses: one })).toBe('1 peer would lose relaying, 1 decision stays as it is.');
    expect(said({ gains: one }, 0)).toBe('1 peer would gain relaying, nothing stays as it is.');
    expect(said({ others: one }, 2)).toBe(
      '1 decision would get another verdict, 2 decisions stay as they are.',
    );
    expect(said({ loses: one, gains: partOf(PEERS), others: one, rerouted: one }, 0)).toBe(
      '1 peer would lose relaying, 2 peers gain it, 1 decision gets another verdict, 1 decision goes another way, nothing stays as it is.',
    );
  });

  test('says that nothing changes, that nothing was recorded then, or nothing ever', () => {
    expect(previewSentence(previewWith({}), 7)).toBe(
      'Nothing would change: all 41,203 decisions stay as they are.',
    );
    expect(previewSentence(previewWith({}, 0), 1)).toBe(
      'Nothing was recorded in the last 24 hours, so nothing can be replayed.',
    );
    expect(previewSentence(previewWith({ oldest: null }, 0), 7)).toBe(
      'Nothing has been recorded yet, so nothing can be replayed.',
    );
  });
});

test('what was replayed is said under it, and no time that would be nought', () => {
  expect(previewLead(previewWith({}), 3, 7)).toBe(
    '3 changes, replayed over the 41,203 decisions recorded in the last 7 days. Took 0.1 s.',
  );
  expect(previewLead(previewWith({ took: 3 }, 1), 1, 30)).toBe(
    '1 change, replayed over the 1 decision recorded in the last 30 days. Took less than 0.1 s.',
  );
});

test('a part with more groups than are listed is counted by its peers', () => {
  expect(whoOf(partOf([NETWORK, ...PEERS])).text).toBe('1 network and 2 peers');
  expect(whoOf(partOf([NETWORK], 300)).text).toBe('306 peers');
});

describe('why a group changes', () => {
  const rules = rulesWith([], ['10.1.4.16/28']);
  const without = rulesWith([]);
  const unticked = structuredClone(rules);
  unticked.restrictions.addresses.enabled = false;
  const [lost] = PEERS;

  test('a rule that the draft removes is named', () => {
    expect(becauseOf(lost!, rules, without)).toEqual({
      text: 'the draft removes',
      rule: 'address 10.1.4.16/28',
    });
  });

  test('a box that is not ticked any more is the reason, not the entry that is still there', () => {
    const because = { change: 'other', rule: 'address 10.1.4.16/28' } as const;
    expect(becauseOf({ ...lost!, because }, rules, unticked)).toEqual({
      text: 'the box “Hosts and clients with these IP addresses” is not ticked',
      rule: null,
    });
  });

  test('so is the mode', () => {
    const after = { verdict: 'reject', reason: 'not-rerouting', rule: null } as const;
    const because = { change: 'other', rule: 'address 10.1.4.16/28' } as const;
    expect(becauseOf({ ...lost!, after, because }, rules, { ...rules, reroute: false }).text).toBe(
      'mail is not rerouted',
    );
  });
});

test('what cannot be known says whole days, and when the log is younger than what was asked for', () => {
  const preview = previewWith({
    since: '2026-11-18T17:30:00.000Z',
    oldest: '2026-08-26T05:00:00.000Z',
  });
  const text = unknownText(preview, 7).join(' ');
  expect(text).toContain('begins on 18 November');
  expect(text).toContain('Longer gaps need a longer replay: the log reaches back to 26 August.');
  expect(unknownText({ ...preview, oldest: '2026-11-23T05:00:00.000Z' }, 7).join(' ')).toContain(
    'The log reaches back to 23 November only',
  );
});
