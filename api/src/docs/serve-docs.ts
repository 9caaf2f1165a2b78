import type { NestExpressApplication } from '@nestjs/platform-express';
import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { openApiDocument } from './openapi-document.js';

/** Swagger UI styles itself inline; its scripts are files. */
const pagePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: [`'self'`],
    styleSrc: [`'self'`, `'unsafe-inline'`],
    imgSrc: [`'self'`, 'data:'],
    frameAncestors: [`'self'`],
    baseUri: [`'none'`],
    formAction: [`'self'`],
  },
});

/** Swagger UI, loaded when the first reader comes: a start does not wait for it. */
async function swaggerUi(): Promise<RequestHandler> {
  const { default: ui } = await import('swagger-ui-express');
  const options = { customSiteTitle: 'Parley API', swaggerUrl: '/openapi.json' };
  return Router().use(ui.serve, ui.setup(undefined, options));
}

/** Serves `/openapi.json`, and Swagger UI at `/docs`. Both are made at the first request. */
export function serveDocs(app: NestExpressApplication): void {
  let document: string | undefined;
  let ui: Promise<RequestHandler> | undefined;
  const docs: RequestHandler = (request, response, next) => {
    ui ??= swaggerUi();
    ui.then((serve) => serve(request, response, next), next);
  };
  // A path of `app.use` would answer every method, and everything below it.
  const exact = Router({ strict: true, caseSensitive: true }).get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiDocument(app));
    response.type('json').send(document);
  });
  app.use(exact);
  app.use('/docs', pagePolicy, docs);
}
