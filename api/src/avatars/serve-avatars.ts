import type { NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { DomainError } from '../common/errors/domain-error.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { sendProblem } from '../common/http/problem.filter.js';
import { Storage } from '../storage/storage.js';
import { requestedKey } from './avatar-address.js';

/** What is served under an address never changes, so whoever has it need not ask again; a year is the most that is heeded. */
const headers = {
  'Cache-Control': 'public, max-age=31536000, immutable',
  'Content-Type': 'image/webp',
  // Pages of every site show these, also those that only load what says so.
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

async function serve(storage: Storage, request: Request, response: Response): Promise<void> {
  const { tenantId, file } = request.params;
  const key = requestedKey(tenantId, file, request.query['size']);
  const bytes = key === undefined ? undefined : await storage.read(key);
  if (!key || !bytes) throw new DomainError('not_found', 'No such picture');
  // The key names these bytes and no others, ever: so whoever has them is told so, even where they ask for them anew.
  const etag = `"${key.slice(key.lastIndexOf('/') + 1)}"`;
  response.set({ ...headers, ETag: etag });
  if (has(request.headers['if-none-match'], etag)) response.status(304).end();
  else response.send(bytes);
}

/** Whether an If-None-Match names it. */
const has = (held = '', etag: string): boolean =>
  held.trim() === '*' || held.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);

/** Serves uploaded pictures at `/avatars/<tenantId>/<avatarId>.webp`, `?size=` 64, 128 or 512 pixels, to whoever knows the address. */
export function serveAvatars(app: NestExpressApplication): void {
  const storage = app.get(Storage, { strict: false });
  const router = Router({ strict: true, caseSensitive: true });
  router.get('/avatars/:tenantId/:file', (request: Request, response: Response, next: NextFunction) => {
    serve(storage, request, response).catch((error: unknown) => {
      const known = toDomainError(error);
      if (known) sendProblem(request, response, known);
      else next(error);
    });
  });
  app.use(router);
}
