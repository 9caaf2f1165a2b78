import { randomUUID } from 'node:crypto';
import { isId } from '../common/ids.js';

/** The sizes that are kept, in pixels: for a list, for a message on a dense screen, for a profile. */
export const avatarSizesPx = [64, 128, 512] as const;

/** The size that an address without one means. */
const usualSizePx = 128;

/** The name of the feature in the keys of its files. */
export const avatarFeature = 'avatars';

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new name for an uploaded picture: 122 random bits that nobody guesses, and never used for another one. */
export const newAvatarId = (): string => randomUUID();

/** Where the picture is served, below the server's address. */
export const avatarUrl = (tenantId: string, avatarId: string): string => `/avatars/${tenantId}/${avatarId}.webp`;

/** The key of the largest size of the picture at an address of `avatarUrl`; `undefined` = it is served elsewhere. */
export function largestKeyAt(tenantId: string, url: string): string | undefined {
  const [, owner, avatarId = ''] = /^\/avatars\/([^/]+)\/([^/]+)\.webp$/.exec(url) ?? [];
  return owner === tenantId && idPattern.test(avatarId)
    ? avatarKey(tenantId, avatarId, Math.max(...avatarSizesPx))
    : undefined;
}

/** The key of one size of a picture. */
export const avatarKey = (tenantId: string, avatarId: string, sizePx: number): string =>
  `${tenantId}/${avatarFeature}/${avatarId}-${sizePx}.webp`;

/** The picture whose file has this key; `undefined` = the file is none of a picture. */
export function avatarIdOf(key: string): string | undefined {
  const [, avatarId] = /\/([0-9a-f-]{36})-\d+\.webp$/.exec(key) ?? [];
  return avatarId !== undefined && idPattern.test(avatarId) ? avatarId : undefined;
}

/** Two ids and a size that are asked for, in the form that they must have; `undefined` = there is no such file. */
export function requestedKey(tenantId: unknown, fileName: unknown, size: unknown): string | undefined {
  const [, avatarId = ''] = /^([0-9a-f-]{36})\.webp$/.exec(String(fileName)) ?? [];
  const sizePx = size === undefined ? usualSizePx : avatarSizesPx.find((known) => String(known) === size);
  if (!isId(tenantId) || !idPattern.test(avatarId) || sizePx === undefined) return undefined;
  return avatarKey(tenantId, avatarId, sizePx);
}
