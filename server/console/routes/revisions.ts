/** `/api/routing/revisions`: what was applied, by whom, what it changed, and bringing it back. */
import { Router, type Request, type Response } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import {
  restoreSchema,
  revisionDetailQuerySchema,
  revisionQuerySchema,
  type DecisionCounts,
  type RevisionDetail,
  type RevisionPage,
  type RevisionSummary,
} from '../../../shared/api/revisions.js';
import type { RevisionInfo } from '../../../shared/api/routing.js';
import { wholeDiff } from '../../../shared/rules/changes.js';
import { readRevision, revisionInfos, type Revision } from '../../store/config/revisions.js';
import type { RevisionUse } from '../../store/decisions/use.js';
import { applyRules } from '../apply-rules.js';
import type { Context } from '../context.js';
import { requireFresh } from '../etag.js';
import { callerOf, originOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { queryOf } from '../query.js';
import { sendApplied } from '../routing-document.js';
import { sendJson } from '../send-json.js';

const NO_DECISIONS: DecisionCounts = { inbound: 0, relay: 0, reject: 0 };
const MOST_LOST = 100;

export function revisionRoutes(context: Context): Router {
  const router = Router();
  const { db, decisions } = context;
  const usedNow = () =>
    decisions.read<ReadonlyMap<number, RevisionUse>>(new Map(), ({ use }) => use.revisions());

  router.get('/', (request, response) => {
    const { after = Number.MAX_SAFE_INTEGER, limit } = readAs(
      revisionQuerySchema,
      queryOf(request),
    );
    const found = revisionInfos(db, after, limit + 1);
    const used = usedNow();
    const items = found.slice(0, limit).map((info) => summaryOf(info, used));
    const next = found.length > limit ? String(items.at(-1)!.revision) : null;
    sendJson(response, 200, { items, next } satisfies RevisionPage);
  });

  router.get('/:number', (request, response) => {
    const revision = revisionAt(request.params.number);
    const query = readAs(revisionDetailQuerySchema, queryOf(request));
    const from = query.from ?? (revision.revision > 1 ? revision.revision - 1 : null);
    const earlier = from === null ? null : revisionAt(String(from));
    const lost = decisions.read([], ({ peers }) => peers.lostUnder(revision.revision));
    const { rules, confirmed: _confirmed, ...info } = revision;
    const detail: RevisionDetail = {
      ...summaryOf(info, usedNow()),
      rules,
      from,
      diff: earlier && wholeDiff(earlier.rules, rules),
      lost: lost.slice(0, MOST_LOST),
      lostCount: lost.length,
    };
    sendJson(response, 200, detail);
  });

  const restore = async (request: Request<{ number: string }>, response: Response) => {
    const { note, confirm = [] } = readAs(restoreSchema, jsonOf(request));
    const { revision, rules } = revisionAt(request.params.number);
    const ifMatch = request.headers['if-match']?.trim();
    const applied = await applyRules(context, {
      rules,
      author: callerOf(response).username,
      origin: originOf(response),
      note: note ?? `Restored revision ${revision}`,
      confirm,
      requireFresh: (newest) => ifMatch && requireFresh(ifMatch, 'r', newest),
    });
    context.watch.begin(applied.revision, applied.before, undefined);
    sendApplied(context, response, applied);
  };
  router.post('/:number/restore', body(SMALL_BODY), restore);

  function revisionAt(text: string): Revision {
    const number = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
    const revision = readRevision(db, number);
    if (revision) return revision;
    throw new AppError('not-found', `There is no revision ${text.slice(0, 20)}.`);
  }
  return router;
}

function summaryOf(info: RevisionInfo, used: ReadonlyMap<number, RevisionUse>): RevisionSummary {
  const use = used.get(info.revision);
  return {
    ...info,
    decisions: use?.decisions ?? NO_DECISIONS,
    enforcedAt: use?.enforcedAt ?? null,
  };
}
