/** `/api/routing`: the rules as one document, and trying them. */
import { Router } from 'express';
import { invalidRules, readAs } from '../../../shared/api/errors.js';
import { PREVIEW_DAYS, previewBodySchema } from '../../../shared/api/preview.js';
import { decideBodySchema, putRoutingSchema } from '../../../shared/api/routing.js';
import { keepGatewaySchema } from '../../../shared/api/rule-use.js';
import { compile, type Compiled } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Host } from '../../../shared/engine/decision.js';
import { rulesSchema, type Rules } from '../../../shared/rules/schema.js';
import { keepGateway } from '../../store/config/known-gateways.js';
import { applyRules } from '../apply-rules.js';
import type { Context } from '../context.js';
import { enforcedOf, hostNow } from '../enforcement.js';
import { requireFresh, requireIfMatch } from '../etag.js';
import { callerOf, doerOf, doingOf, originOf } from '../middleware/authenticate.js';
import { body, jsonOf, LARGE_BODY, SMALL_BODY } from '../middleware/body.js';
import { hostsOfRules, requireReachable } from '../off-limits.js';
import { previewOf } from '../preview.js';
import { sendApplied, sendDocument, withoutReadOnly } from '../routing-document.js';
import { sendJson } from '../send-json.js';
import { revisionRoutes } from './revisions.js';

export function routingRoutes(context: Context): Router {
  const router = Router();

  router.get('/', async (_request, response) => {
    const answer = await context.relay.status();
    sendDocument(context, response, 200, enforcedOf(answer), hostNow(context, answer));
  });

  router.put('/', body(LARGE_BODY), async (request, response) => {
    const ifMatch = requireIfMatch(request);
    const { rules, note, confirm, watchFor } = readAs(
      putRoutingSchema,
      withoutReadOnly(jsonOf(request)),
    );
    requireReachable(hostsOfRules(rules));
    const applied = await applyRules(context, {
      rules,
      author: callerOf(response).username,
      origin: originOf(response),
      note: note ?? '',
      confirm: confirm ?? [],
      requireFresh: (newest) => requireFresh(ifMatch, 'r', newest),
    });
    context.watch.begin(applied.revision, applied.before, watchFor);
    sendApplied(context, response, applied);
  });

  router.delete('/watch', (_request, response) => {
    context.watch.end(doerOf(response));
    response.status(204).end();
  });

  router.post('/decide', body(LARGE_BODY), async (request, response) => {
    const { request: asked, rules } = readAs(decideBodySchema, jsonOf(request));
    const host = hostNow(context, await context.relay.status());
    const compiled =
      rules === undefined
        ? context.desk.compiled(context.desk.current().revision.revision, host)!
        : readDraft(rules, host).compiled;
    sendJson(response, 200, decide(compiled, asked));
  });

  router.post('/preview', body(LARGE_BODY), async (request, response) => {
    const { rules: draft, since } = readAs(previewBodySchema, jsonOf(request));
    const host = hostNow(context, await context.relay.status());
    const { rules, compiled } = readDraft(draft, host);
    const before = context.desk.compiled(context.desk.current().revision.revision, host)!;
    const from = since ? new Date(since) : daysBefore(context.now(), PREVIEW_DAYS);
    sendJson(response, 200, await previewOf(context, { rules, compiled, before, since: from }));
  });

  router.get('/use', async (_request, response) => {
    sendJson(response, 200, await context.use.now());
  });

  router.post('/use/keep-gateway', body(SMALL_BODY), (request, response) => {
    const { peer } = readAs(keepGatewaySchema, jsonOf(request));
    keepGateway(context.db, peer, doingOf(context, response));
    response.status(204).end();
  });

  router.use('/revisions', revisionRoutes(context));
  return router;
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

/** A draft that rewrites in a circle can be tried: what goes round is rejected. */
function readDraft(draft: unknown, host: Host): { rules: Rules; compiled: Compiled } {
  const rules = readAs(rulesSchema, draft, ['rules']);
  const compilation = compile(rules, host);
  if (compilation.compiled) return { rules, compiled: compilation.compiled };
  throw invalidRules(compilation.ok ? [] : compilation.issues);
}
