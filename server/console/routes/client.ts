/** The built pages of the console; any path that is not a file is a page of the one application. */
import express, { Router } from 'express';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/api/errors.js';

const YEAR_S = 31_536_000;

/** `folder` holds `index.html` and `assets/`, whose names change with their content. */
export function clientRoutes(folder: string): Router {
  const router = Router();
  const page = join(folder, 'index.html');
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
    if (existsSync(page)) return response.sendFile(page);
    response.status(503).type('text').send('The pages are not built yet: run npm run build.\n');
  });
  return router;
}
