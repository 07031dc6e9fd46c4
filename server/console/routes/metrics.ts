/**
 * `/metrics` for Prometheus.
 *
 * Promise: without a token it is answered to this host alone: a connection from a loopback address that no proxy
 * has handed on, under a loopback name. Where a public URL is set there is a proxy in front, which may say nothing
 * of itself: then everybody needs a token. It names no address, account or host of mail.
 */
import { Router, type Request } from 'express';
import { ipFromText, isLoopback } from '../../../shared/address/ip.js';
import { AppError } from '../../../shared/api/errors.js';
import type { Context } from '../context.js';
import { authenticate } from '../middleware/authenticate.js';

const HANDED_ON = /^(?:forwarded|x-forwarded-.*|x-real-ip|via)$/;
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

export function metricsRoutes(context: Context): Router {
  const router = Router();
  const known = authenticate(context);
  router.all('/', (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new AppError('not-found', `There is no ${request.method} /metrics.`);
    }
    if (isOwnHost(request, context.environment.publicUrl)) return next();
    if (!/^Bearer /i.test(request.headers.authorization ?? '')) {
      throw new AppError('unauthenticated', 'From elsewhere this needs a token.');
    }
    known(request, response, next);
  });
  router.all('/', async (_request, response) => {
    const text = await context.metrics.text();
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', TEXT_FORMAT);
    response.end(text);
  });
  return router;
}

function isOwnHost({ socket, headers }: Request, publicUrl: string | null): boolean {
  if (publicUrl !== null || Object.keys(headers).some((name) => HANDED_ON.test(name))) return false;
  return isLoopbackText(socket.remoteAddress ?? '') && isLoopbackName(headers.host ?? '');
}

/** A page elsewhere whose name leads to 127.0.0.1 comes under that name. */
function isLoopbackName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || isLoopbackText(name);
}

function isLoopbackText(text: string): boolean {
  const ip = ipFromText(text);
  return ip !== null && isLoopback(ip);
}
