/** `/api/openapi.json`: the API, described. */
import { Router } from 'express';
import { openApiText } from '../openapi.js';
import { sendJsonText } from '../send-json.js';

export function openApiRoutes(): Router {
  const router = Router();
  router.get('/', (_request, response) => sendJsonText(response, 200, openApiText()));
  return router;
}
