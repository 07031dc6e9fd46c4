/** `/api/routing`: the rules as one document, and trying them. */
import { Router, type Response } from 'express';
import { AppError, readAs, type Issue } from '../../../shared/api/errors.js';
import {
  decideBodySchema,
  putRoutingSchema,
  type Enforced,
  type RoutingDocument,
} from '../../../shared/api/routing.js';
import { compile, type Compiled } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Host } from '../../../shared/engine/decision.js';
import { confirmationsOf, findingsOf, unconfirmed } from '../../../shared/engine/findings.js';
import { rulesSchema } from '../../../shared/rules/schema.js';
import { storeRevision } from '../../store/config/revisions.js';
import type { Context } from '../context.js';
import { enforcedOf, enforceNewest, hostNow } from '../enforcement.js';
import { requireFresh, requireIfMatch, setEtag, stale } from '../etag.js';
import { callerOf } from '../middleware/authenticate.js';
import { body, jsonOf, LARGE_BODY } from '../middleware/body.js';
import { sendJson, sendJsonText } from '../send-json.js';
import { forwarding, interfaces } from '../../host.js';

export function routingRoutes(context: Context): Router {
  const router = Router();

  router.get('/', async (_request, response) => {
    const answer = await context.relay.status();
    sendDocument(context, response, 200, enforcedOf(answer), hostNow(context, answer));
  });

  router.put('/', body(LARGE_BODY), async (request, response) => {
    const ifMatch = requireIfMatch(request);
    const { rules, note, confirm } = readAs(putRoutingSchema, withoutReadOnly(jsonOf(request)));
    const host = hostNow(context, await context.relay.status());
    const base = context.desk.current().revision;
    const compilation = compile(rules, host, base.revision + 1);
    if (!compilation.ok) throw invalid(compilation.issues);
    requireFresh(ifMatch, 'r', base.revision);
    const at = context.now().toISOString();
    const surroundings = { forwarding: forwarding(), at };
    const findings = findingsOf(rules, compilation.compiled, surroundings);
    const open = unconfirmed(findings, confirm ?? [], base.confirmed);
    if (open.length > 0) {
      const message = `These rules need to be confirmed: ${open.map(({ text }) => text).join(' ')}`;
      throw new AppError('confirmation-required', message, { findings: open });
    }
    const draft = {
      rules,
      confirmed: confirmationsOf(findings),
      author: callerOf(response).username,
      note: note ?? '',
      at,
    };
    const stored = storeRevision(context.db, base.revision, { ...draft, compilation });
    if (stored === null) throw stale(context.desk.current().revision.revision);
    context.desk.adopt({ ...draft, revision: stored }, JSON.stringify(rules), compilation.compiled);
    context.log.info({ revision: stored, author: draft.author }, 'rules applied');
    const { enforced, answer } = await enforceNewest(context);
    const code = enforced.problem === undefined ? 200 : 202;
    sendDocument(context, response, code, enforced, answer.ok ? answer.status.host : host);
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
  return router;
}

/** A draft that rewrites in a circle can be tried: what goes round is rejected. */
function compiledDraft(draft: unknown, host: Host): Compiled {
  const compilation = compile(readAs(rulesSchema, draft, ['rules']), host);
  if (compilation.compiled) return compilation.compiled;
  throw invalid(compilation.ok ? [] : compilation.issues);
}

function invalid(issues: readonly Issue[]): AppError {
  const named = issues.map((issue) => ({ ...issue, path: `rules.${issue.path}` }));
  const [first] = named;
  return new AppError('invalid', first ? `${first.path}: ${first.message}` : 'Invalid rules.', {
    issues: named,
  });
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
    watch: null,
    host,
    interfaces: interfaces(),
    forwarding: families,
  };
  setEtag(response, 'r', revision.revision);
  // The rules are written as the text they are kept in.
  sendJsonText(response, code, `${JSON.stringify(document).slice(0, -1)},"rules":${rulesText}}`);
}
