import { createHmac, timingSafeEqual } from 'node:crypto';

const prefix = 'rt_';
const idBytes = 16;
const headBytes = idBytes + 4;
const tokenBytes = headBytes + 32;

/** Which refresh token of which session. */
export interface RefreshClaims {
  readonly sessionId: string;
  /** 1 for the first one that the session got, one more for each next. */
  readonly generation: number;
}

/**
 * A session's refresh token: its session and generation, and an HMAC over them. Nothing is stored, so that the same
 * token can be handed out again when an answer was lost.
 * @param key the installation's refresh key
 */
export function refreshToken(key: Buffer, tenantId: string, { sessionId, generation }: RefreshClaims): string {
  const head = Buffer.alloc(headBytes);
  head.write(sessionId.replaceAll('-', ''), 'hex');
  head.writeUInt32BE(generation, idBytes);
  const mac = createHmac('sha256', key).update(tenantId).update(head).digest();
  return prefix + Buffer.concat([head, mac]).toString('base64url');
}

/** Reads a token of `refreshToken`; `undefined` for anything that was not made with this key for this tenant. */
export function readRefreshToken(key: Buffer, tenantId: string, token: string): RefreshClaims | undefined {
  const bytes = Buffer.from(token.slice(prefix.length), 'base64url');
  if (bytes.length !== tokenBytes) return undefined;
  const hex = bytes.toString('hex', 0, idBytes);
  const sessionId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const claims = { sessionId, generation: bytes.readUInt32BE(idBytes) };
  // The whole text is compared, so that one token has one spelling.
  const given = Buffer.from(token);
  const expected = Buffer.from(refreshToken(key, tenantId, claims));
  return given.length === expected.length && timingSafeEqual(given, expected) ? claims : undefined;
}
