/** The console's answers about one decision, made in the browser from real rules: for tests of the pages alone. */
import type { Page, Route } from 'playwright-core';
import type { DecisionDetail, DecisionRow, Explanation } from '../../shared/api/decisions.js';
import type { Preview, PreviewPart } from '../../shared/api/preview.js';
import type { RevisionInfo } from '../../shared/api/routing.js';
import { compile } from '../../shared/engine/compile.js';
import { decide } from '../../shared/engine/decide.js';
import type { DecisionRequest } from '../../shared/engine/decision.js';
import type { Rules } from '../../shared/rules/schema.js';
import { replyToText } from '../../shared/smtp/reply.js';

export const REF = '7F3K2QX';
export const MARIA: RevisionInfo = {
  revision: 12,
  author: 'Maria Keller',
  at: '2026-11-24T14:02:00.000Z',
  note: "narrowed the office network to the printers' network",
};

const NOBODY: PreviewPart = { decisions: 0, peers: 0, groups: [], groupCount: 0 };
const HOST = { siteDomain: 'example.com', addresses: ['127.0.0.1'] };

/** What a console would answer about `REF`. */
export class DecisionApi {
  detail: DecisionDetail;
  explanation: Explanation;
  gains: Pick<PreviewPart, 'decisions' | 'peers'> = { decisions: 38, peers: 1 };
  loses: Pick<PreviewPart, 'decisions' | 'peers'> = { decisions: 0, peers: 0 };
  /** The explanation is kept back until this has come. */
  explained: Promise<void> = Promise.resolve();
  /** Rule sets that were replayed. */
  readonly replayed: Rules[] = [];

  constructor(rules: Rules, request: DecisionRequest, part: Partial<DecisionRow> = {}) {
    const { compiled } = compile(rules, HOST, MARIA.revision);
    const decision = decide(compiled!, request);
    const row: DecisionRow = {
      ref: REF,
      at: '2026-11-24T14:31:07.000Z',
      kind: 'recipient',
      verdict: decision.verdict,
      reason: decision.reason,
      decidedBy: 'rules',
      rule: decision.rule ?? null,
      revision: MARIA.revision,
      peer: request.peer,
      localAddress: '10.1.2.1',
      listener: '0.0.0.0:25',
      account: request.account ?? null,
      helo: request.helo ?? '',
      tls: null,
      mechanism: null,
      sender: request.sender ?? '',
      recipient: request.recipient,
      session: 's1',
      queueId: null,
      reply: `${replyToText(decision.reply)} (ref ${REF})`,
      ...part,
    };
    const byRules = row.decidedBy === 'rules' && row.kind === 'recipient';
    this.detail = {
      row,
      request,
      decision: byRules ? decision : null,
      revision: MARIA,
      fate: null,
    };
    const matched = decision.trace.flatMap(({ rule }) => rule ?? []);
    this.explanation = {
      rules: matched.map((rule) => ({
        rule,
        since: MARIA,
        note: 'guest kiosk',
        until: null,
        stands: true,
      })),
      now: byRules ? decision : null,
      changed: null,
      neighbours: null,
    };
  }

  async answerIn(page: Page): Promise<void> {
    await page.route(new RegExp(`/api/decisions/${REF}$`), (route) =>
      route.fulfill({ json: this.detail }),
    );
    await page.route(`**/api/decisions/${REF}/explanation`, async (route) => {
      await this.explained;
      await route.fulfill({ json: this.explanation });
    });
    await page.route('**/api/routing/preview', (route) => this.#preview(route));
  }

  #preview(route: Route): Promise<void> {
    const { rules } = route.request().postDataJSON() as { rules: Rules };
    this.replayed.push(rules);
    const answer: Preview = {
      revision: MARIA.revision,
      since: '2026-11-18T00:00:00.000Z',
      until: '2026-11-25T00:00:00.000Z',
      oldest: '2026-09-01T00:00:00.000Z',
      decisions: 41_659,
      unchanged: 41_621,
      loses: { ...NOBODY, ...this.loses },
      gains: { ...NOBODY, ...this.gains },
      others: NOBODY,
      rerouted: NOBODY,
      took: 90,
    };
    return route.fulfill({ json: answer });
  }
}
