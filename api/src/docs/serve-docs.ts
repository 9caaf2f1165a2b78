import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import helmet from 'helmet';
import swaggerUi from 'swagger-ui-express';
import { openApiDocument } from './openapi-document.js';

/** Serves `/openapi.json`, and Swagger UI at `/docs`. */
export function serveDocs(app: NestExpressApplication): void {
  const document = openApiDocument(app);
  app.use('/openapi.json', (_request: Request, response: Response) => {
    response.json(document);
  });
  // Swagger UI styles itself inline; its scripts are files.
  const policy = helmet.contentSecurityPolicy({
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
  app.use('/docs', policy, swaggerUi.serve, swaggerUi.setup(document, { customSiteTitle: 'Parley API' }));
}
