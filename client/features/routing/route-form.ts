/**
 * The fields of "Edit Routing Table Entry" and the row they say. Each text is read by the reader that
 * the API uses; duplicates and circles are found by the engine.
 */
import type { Parsed } from '../../../shared/address/parsed.js';
import { compile } from '../../../shared/engine/compile.js';
import type { Host } from '../../../shared/engine/decision.js';
import {
  FIRST_RULES,
  portSchema,
  readHost,
  readRerouteTo,
  readSentTo,
  type Route,
  type RouteTarget,
} from '../../../shared/rules/schema.js';
import type { FieldProblem } from '../../components/problem.js';
import { problemAt } from '../../draft/issues.js';

export interface RouteForm {
  readonly domain: string;
  readonly kind: RouteTarget['kind'];
  /** Where an inbound row goes: to the inbound host of the Connections page, or to a host of its own. */
  readonly at: 'default' | 'own';
  readonly inboundHost: string;
  readonly inboundPort: string;
  readonly rerouteTo: string;
  readonly host: string;
  readonly port: string;
  readonly alwaysRelay: boolean;
}

export type RouteField = 'domain' | 'inboundHost' | 'inboundPort' | 'rerouteTo' | 'host' | 'port';
export type RouteProblems = Partial<Record<RouteField, FieldProblem>>;

export interface ReadRoute {
  /** Null while there are problems. */
  readonly route: Route | null;
  readonly problems: RouteProblems;
}

export function formOf(route: Route | null, domain = ''): RouteForm {
  const to = route?.to;
  const own = to?.kind === 'inbound' && to.host !== undefined;
  return {
    domain: route?.domain ?? domain,
    kind: to?.kind ?? 'inbound',
    at: own ? 'own' : 'default',
    inboundHost: own ? (to.host ?? '') : '',
    inboundPort: own ? String(to.port ?? 25) : '25',
    rerouteTo: to?.kind === 'domain' ? to.domain : '',
    host: to?.kind === 'host' ? to.host : '',
    port: to?.kind === 'host' ? String(to.port) : '25',
    alwaysRelay: route?.alwaysRelay === true,
  };
}

/** `index` is the row that is edited, or null for a new one. */
export function readRoute(
  form: RouteForm,
  routes: readonly Route[],
  index: number | null,
  host: Host,
): ReadRoute {
  const problems: RouteProblems = {};
  const domain = taken(readSentTo(form.domain), 'domain', problems);
  const to = readTarget(form, problems);
  if (domain === null || to === null) return { route: null, problems };
  const was = index === null ? undefined : routes[index];
  const route: Route = {
    domain,
    to,
    ...(form.alwaysRelay && to.kind !== 'inbound' ? { alwaysRelay: true } : {}),
    ...(was?.note === undefined ? {} : { note: was.note }),
    ...(was?.until === undefined ? {} : { until: was.until }),
  };
  Object.assign(problems, amongOthers(route, routes, index, host));
  return { route: Object.keys(problems).length > 0 ? null : route, problems };
}

/** Puts a row in its place. */
export function withRoute(routes: readonly Route[], route: Route, index: number | null): Route[] {
  return index === null ? [...routes, route] : routes.map((old, i) => (i === index ? route : old));
}

function readTarget(form: RouteForm, problems: RouteProblems): RouteTarget | null {
  switch (form.kind) {
    case 'inbound': {
      if (form.at === 'default') return { kind: 'inbound' };
      const host = taken(readHost(form.inboundHost), 'inboundHost', problems);
      const port = readPort(form.inboundPort, 'inboundPort', problems);
      return host === null || port === null ? null : { kind: 'inbound', host, port };
    }
    case 'domain': {
      const domain = taken(readRerouteTo(form.rerouteTo), 'rerouteTo', problems);
      return domain === null ? null : { kind: 'domain', domain };
    }
    case 'host': {
      const host = taken(readHost(form.host), 'host', problems);
      const port = readPort(form.port, 'port', problems);
      return host === null || port === null ? null : { kind: 'host', host, port };
    }
    case 'destination':
      return { kind: 'destination' };
  }
}

/** What only shows beside the other rows: a row for the domain already, or a circle. */
function amongOthers(
  route: Route,
  routes: readonly Route[],
  index: number | null,
  host: Host,
): RouteProblems {
  const others = routes.filter((_, i) => i !== index);
  const compilation = compile({ ...FIRST_RULES, routes: [...others, route] }, host);
  if (compilation.ok) return {};
  const path = `routes.${others.length}`;
  const domain = problemAt(compilation.issues, `${path}.domain`);
  const rerouteTo = problemAt(compilation.issues, `${path}.to.domain`);
  return { ...(domain && { domain }), ...(rerouteTo && { rerouteTo }) };
}

function readPort(text: string, field: RouteField, problems: RouteProblems): number | null {
  const port = portSchema.safeParse(/^\s*\d+\s*$/.test(text) ? Number(text) : NaN);
  if (port.success) return port.data;
  problems[field] = { message: port.error.issues[0]?.message ?? '' };
  return null;
}

function taken(read: Parsed<string>, field: RouteField, problems: RouteProblems): string | null {
  if (read.ok) return read.value;
  problems[field] = { message: read.message, suggestions: read.suggestions };
  return null;
}
