/**
 * The server's own origin as browsers write it: `PUBLIC_URL`'s, or without it the request's scheme and Host.
 * @param protocol `http` or `https`, after trusted proxies
 * @param host the Host header, after trusted proxies; `undefined` = the request has none, and so no own origin
 */
export function ownOriginOf(publicUrl: string | undefined, protocol: string, host: string | undefined): string | null {
  try {
    return new URL(publicUrl ?? `${protocol}://${host ?? ''}`).origin;
  } catch {
    return null;
  }
}
