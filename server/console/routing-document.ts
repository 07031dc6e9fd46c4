/** The rules as the API gives them: with what the relay enforces, and what is to be said of them. */
import type { Response } from 'express';
import type { Enforced, RoutingDocument } from '../../shared/api/routing.js';
import type { Host } from '../../shared/engine/decision.js';
import { forwarding, interfaces } from '../host.js';
import type { Applied } from './apply-rules.js';
import type { Context } from './context.js';
import { setEtag } from './etag.js';
import { sendJsonText } from './send-json.js';

/** What an Apply of any kind answers. */
export function sendApplied(context: Context, response: Response, applied: Applied): void {
  const { enforced, host } = applied;
  sendDocument(context, response, enforced.problem === undefined ? 200 : 202, enforced, host);
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
export function withoutReadOnly(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(Object.entries(document).filter(([key]) => !READ_ONLY.includes(key)));
}

export function sendDocument(
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
