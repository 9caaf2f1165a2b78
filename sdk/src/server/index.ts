/** `@parley/sdk/server`: for the server of a tenant, where its secret keys are. No page may have any of it. */
export { ChatError } from '../errors.js';
export type { ChatErrorInit, ClientErrorCode } from '../errors.js';
export type { CallOptions } from '../chat.js';
export type { PageQuery, RoomsApi } from '../rooms.js';
export type { ActingUser, HistoryQuery, NewMessage, NewStream, ServerRooms } from './acting-user.js';
export type { SigningMaterial } from './signing-key.js';
export { createTenantClient } from './tenant-client.js';
export type { TenantClient, TenantClientOptions } from './tenant-client.js';
export { createTokenSigner } from './token-signer.js';
export type { SignOptions, TokenSigner, TokenSignerOptions } from './token-signer.js';
export type { UserClaims } from './user-claims.js';
export type {
  CreateRoom,
  CreateSigningKey,
  History,
  Member,
  MemberPage,
  Message,
  NewSecretKey,
  NewSigningKey,
  PatchRoom,
  PatchTenant,
  Problem,
  PublicJwk,
  PutExternalUser,
  Room as RoomInfo,
  RoomPage,
  Session,
  Settings,
  SigningKey,
  SigningKeyPage,
  Tenant,
  User,
} from '../contract/index.js';
