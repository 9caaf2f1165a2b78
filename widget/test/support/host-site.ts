import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody else's site: another origin than the server's. */
export interface HostSite {
  readonly url: string;
  /** Serves a page. @returns its address */
  serve(page: { path?: string; html: string; policy?: string }): string;
  close(): Promise<void>;
}

/** Starts a site on a port of 127.0.0.1. */
export async function startHostSite(): Promise<HostSite> {
  const pages = new Map<string, { html: string; policy?: string }>();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (page === undefined) return response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (page.policy !== undefined) response.setHeader('content-security-policy', page.policy);
    return response.end(page.html);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let made = 0;
  return {
    url,
    serve({ path = `/page-${(made += 1)}`, ...page }) {
      pages.set(path, page);
      return url + path;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** A page as a site owner writes it. */
export const htmlPage = (head: string, body = ''): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title>
<link rel="icon" href="data:,">${head}</head><body><main><h1>Somebody else’s house</h1><input aria-label="Search">${body}</main></body></html>`;

/** The one tag of the contract. */
export const scriptTag = (server: string, attributes: Record<string, string>): string =>
  `<script async src="${server}/widget.js"${Object.entries(attributes)
    .map(([name, value]) => ` data-${name}="${value.replaceAll('"', '&quot;')}"`)
    .join('')}></script>`;

/** As strict as a page can be and still talk to the server: no inline script or style, markup by lit's policy only. */
export const strictPolicy = (server: string): string =>
  [
    `default-src 'none'`,
    `script-src ${server}`,
    `connect-src ${server} ${server.replace(/^http/, 'ws')}`,
    `img-src data:`,
    `base-uri 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types lit-html`,
  ].join('; ');
