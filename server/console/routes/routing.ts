/** `/api/routing`: the rules as one document, and trying them. */
import { Router, type Response } from 'express';
import { readAs } from '../../../shared/api/errors.js';
import { PREVIEW_DAYS, previewBodySchema } from '../../../shared/api/preview.js';
import {
  decideBodySchema,
  putRoutingSchema,
  type Enforced,
  type RoutingDocument,
} from '../../../shared/api/routing.js';
import { keepGatewaySchema } from '../../../shared/api/rule-use.js';
import { compile, type Compiled } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Host } from '../../../shared/engine/decision.js';
import { rulesSchema } from '../../../shared/rules/schema.js';
import { keepGateway } from '../../store/config/known-gateways.js';
import { applyRules, invalidRules, type Applied } from '../apply-rules.js';
import type { Context } from '../context.js';
import { enforcedOf, hostNow } from '../enforcement.js';
import { requireFresh, requireIfMatch, setEtag } from '../etag.js';
import { callerOf } from '../middleware/authenticate.js';
import { body, jsonOf, LARGE_BODY, SMALL_BODY } from '../middleware/body.js';
import { previewOf } from '../preview.js';
import { RoutingUseDesk } from '../routing-use.js';
import { sendJson, sendJsonText } from '../send-json.js';
import { forwarding, interfaces } from '../../host.js';
import { revisionRoutes } from './revisions.js';

export function routingRoutes(context: Context): Router {
  const router = Router();
  const use = new RoutingUseDesk(context);

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
    const applied = await applyRules(context, {
      rules,
      author: callerOf(response).username,
      note: note ?? '',
      confirm: confirm ?? [],
      requireFresh: (newest) => requireFresh(ifMatch, 'r', newest),
    });
    context.watch.begin(applied.revision, applied.before, watchFor);
    sendApplied(context, response, applied);
  });

  router.delete('/watch', (_request, response) => {
    context.watch.end(callerOf(response).username);
    response.status(204).end();
  });

  router.post('/decide', body(LARGE_BODY), async (request, response) => {
    const { request: asked, rules } = readAs(decideBodySchema, jsonOf(request));
    const host = hostNow(context, await context.relay.status());
    const compiled =
      rules === undefined
        ? context.desk.compiled(context.desk.current().revision.revision, host)!
        : compiledDraft(rules, host);
    sendJson(response, 200, decide(compiled, asked));
  });

  router.post('/preview', body(LARGE_BODY), async (request, response) => {
    const { rules: draft, since } = readAs(previewBodySchema, jsonOf(request));
    const host = hostNow(context, await context.relay.status());
    const rules = readAs(rulesSchema, draft, ['rules']);
    const compilation = compile(rules, host);
    if (!compilation.compiled) throw invalidRules(compilation.ok ? [] : compilation.issues);
    const { compiled } = compilation;
    const before = context.desk.compiled(context.desk.current().revision.revision, host)!;
    const from = since ? new Date(since) : daysBefore(context.now(), PREVIEW_DAYS);
    sendJson(response, 200, await previewOf(context, { rules, compiled, before, since: from }));
  });

  router.get('/use', async (_request, response) => {
    sendJson(response, 200, await use.now());
  });

  router.post('/use/keep-gateway', body(SMALL_BODY), (request, response) => {
    const { peer } = readAs(keepGatewaySchema, jsonOf(request));
    const at = context.now().toISOString();
    keepGateway(context.db, { peer, at, author: callerOf(response).username });
    response.status(204).end();
  });

  router.use('/revisions', revisionRoutes(context));
  return router;
}

/** What an Apply of any kind answers. */
export function sendApplied(context: Context, response: Response, applied: Applied): void {
  const { enforced, host } = applied;
  sendDocument(context, response, enforced.problem === undefined ? 200 : 202, enforced, host);
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

/** A draft that rewrites in a circle can be tried: what goes round is rejected. */
function compiledDraft(draft: unknown, host: Host): Compiled {
  const compilation = compile(readAs(rulesSchema, draft, ['rules']), host);
  if (compilation.compiled) return compilation.compiled;
  throw invalidRules(compilation.ok ? [] : compilation.issues);
}

const READ_ONLY: readonly string[] = [
  'revision',
  'author',
  'at',
  'enforced',
  'findings',
  'watch',
  'host',
  'interfaces',
  'forwarding',
] satisfies (keyof RoutingDocument)[];

/** PUT takes back what GET gave. */
function withoutReadOnly(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(Object.entries(document).filter(([key]) => !READ_ONLY.includes(key)));
}

function sendDocument(
  context: Context,
  response: Response,
  code: number,
  enforced: Enforced,
  host: Host,
): void {
  const { revision, rulesText } = context.desk.current();
  const families = forwarding();
  const document: Omit<RoutingDocument, 'rules'> = {
    revision: revision.revision,
    author: revision.author,
    at: revision.at,
    note: revision.note,
    enforced,
    findings: context.desk.findings(host, families, context.now()),
    watch: context.watch.current(),
    host,
    interfaces: interfaces(),
    forwarding: families,
  };
  setEtag(response, 'r', revision.revision);
  // The rules are written as the text they are kept in.
  sendJsonText(response, code, `${JSON.stringify(document).slice(0, -1)},"rules":${rulesText}}`);
}
