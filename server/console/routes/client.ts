/** The built pages of the console; any path that is not a file is a page of the one application. */
import compression from 'compression';
import express, { Router } from 'express';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/api/errors.js';

const YEAR_S = 31_536_000;

/** `folder` holds `index.html` and `assets/`, whose names change with their content; `base`: see `basePath`. */
export function clientRoutes(folder: string, base: string): Router {
  const router = Router();
  const page = join(folder, 'index.html');
  /** What it names is found from every page, however deep. */
  const pageText = () =>
    readFileSync(page, 'utf8')
      .replaceAll('"./', `"${base}`)
      .replace('name="gatepost-base" content="/"', `name="gatepost-base" content="${base}"`);
  // Of what is the same for everybody alone: an answer with a secret in it tells nothing by its length.
  router.use(compression());
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      immutable: true,
      maxAge: YEAR_S * 1000,
      index: false,
      redirect: false,
    }),
    () => {
      throw new AppError('not-found', 'There is no such file: the pages are of another version.');
    },
  );
  router.use(express.static(folder, { index: false, redirect: false }));
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html')) return next();
    response.setHeader('Cache-Control', 'no-cache');
    if (existsSync(page)) return response.type('html').send(pageText());
    response.status(503).type('text').send('The pages are not built yet: run npm run build.\n');
  });
  return router;
}
