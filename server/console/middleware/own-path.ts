/** The path that a proxy in front gives the console, whether it takes it off before it passes a request on or not. */
import type { RequestHandler } from 'express';
import type { Environment } from '../../environment.js';

/** With a slash at both ends; `/` where the console has its host for itself. */
export function basePath({ publicUrl }: Pick<Environment, 'publicUrl'>): string {
  const path = publicUrl === null ? '' : new URL(publicUrl).pathname;
  return path.endsWith('/') ? path : `${path}/`;
}

export function ownPath(base: string): RequestHandler {
  const bare = base.slice(0, -1);
  return (request, response, next) => {
    if (bare !== '' && request.url === bare) return response.redirect(308, base);
    if (bare !== '' && request.url.startsWith(base)) {
      request.url = request.url.slice(bare.length);
      // What is judged by the path, and said of it, knows the console's own paths.
      request.originalUrl = request.url;
    }
    next();
  };
}
