import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { cors } from './cors.js';

const origins = [
  'https://example.com',
  'http://localhost:3000',
  'null',
  'https://example.com.evil.test',
  'capacitor://localhost',
];

describe('CORS', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const app = express();
    app.use(cors, (_request, response) => void response.status(403).send('refused'));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.close();
  });

  it.each(origins)('answers the preflight of %s, never with credentials', async (origin) => {
    const headers = { Origin: origin, 'Access-Control-Request-Method': 'PATCH' };
    const answer = await fetch(url, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(answer.headers.get('access-control-allow-headers')).toContain('X-Parley-Key');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it.each(origins)('lets %s read a refusal', async (origin) => {
    const answer = await fetch(url, { headers: { Origin: origin } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('says nothing to who is no page, but that the answer differs by origin', async () => {
    const answer = await fetch(url);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('vary')).toContain('Origin');
  });
});
