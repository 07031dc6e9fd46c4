/**
 * What browsers are told to refuse: whatever is not the console's own script, style and image; frames; guesses
 * about types; devices. Answers of the API are kept nowhere.
 */
import { Router, type RequestHandler } from 'express';
import helmet from 'helmet';

const NO_DEVICES = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]
  .map((device) => `${device}=()`)
  .join(', ');

/** `strict` where the certificate is one that browsers trust: HSTS would else lock the owner out. */
export function securityHeaders(strict: boolean): Router {
  const router = Router();
  router.use(helmetHeaders(strict), (_request, response, next) => {
    response.setHeader('Permissions-Policy', NO_DEVICES);
    next();
  });
  router.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  return router;
}

function helmetHeaders(strict: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: strict,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}
