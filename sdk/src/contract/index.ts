/** Made by `npm run contract` from the documents in docs/; never edited by hand. */
import type { components as Rest } from './openapi.js';
import type { components as Socket } from './asyncapi.js';

export type AddMember = Rest['schemas']['AddMember'];
export type Attachment = Rest['schemas']['Attachment'];
export type ChangePassword = Rest['schemas']['ChangePassword'];
export type Changes = Rest['schemas']['Changes'];
export type CreateGuest = Rest['schemas']['CreateGuest'];
export type CreateRoom = Rest['schemas']['CreateRoom'];
export type CreateSigningKey = Rest['schemas']['CreateSigningKey'];
export type CreateTenant = Rest['schemas']['CreateTenant'];
export type DeleteMe = Rest['schemas']['DeleteMe'];
export type Exchange = Rest['schemas']['Exchange'];
export type Export = Rest['schemas']['Export'];
export type ExportedPicture = Rest['schemas']['ExportedPicture'];
export type ExportedRoom = Rest['schemas']['ExportedRoom'];
export type FieldError = Rest['schemas']['FieldError'];
export type ForgotPassword = Rest['schemas']['ForgotPassword'];
export type History = Rest['schemas']['History'];
export type LimitSettings = Rest['schemas']['LimitSettings'];
export type Limits = Rest['schemas']['Limits'];
export type Live = Rest['schemas']['Live'];
export type Login = Rest['schemas']['Login'];
export type Me = Rest['schemas']['Me'];
export type Member = Rest['schemas']['Member'];
export type MemberPage = Rest['schemas']['MemberPage'];
export type Message = Rest['schemas']['Message'];
export type NewSecretKey = Rest['schemas']['NewSecretKey'];
export type NewSigningKey = Rest['schemas']['NewSigningKey'];
export type OpenSession = Rest['schemas']['OpenSession'];
export type OpenSessionPage = Rest['schemas']['OpenSessionPage'];
export type PatchMe = Rest['schemas']['PatchMe'];
export type PatchRoom = Rest['schemas']['PatchRoom'];
export type PatchSettings = Rest['schemas']['PatchSettings'];
export type PatchTenant = Rest['schemas']['PatchTenant'];
export type Preview = Rest['schemas']['Preview'];
export type Problem = Rest['schemas']['Problem'];
export type PublicJwk = Rest['schemas']['PublicJwk'];
export type PutExternalUser = Rest['schemas']['PutExternalUser'];
export type Reaction = Rest['schemas']['Reaction'];
export type Ready = Rest['schemas']['Ready'];
export type Refresh = Rest['schemas']['Refresh'];
export type Register = Rest['schemas']['Register'];
export type ResetPassword = Rest['schemas']['ResetPassword'];
export type Room = Rest['schemas']['Room'];
export type RoomPage = Rest['schemas']['RoomPage'];
export type SecretKey = Rest['schemas']['SecretKey'];
export type SendMessage = Rest['schemas']['SendMessage'];
export type Session = Rest['schemas']['Session'];
export type SetEmail = Rest['schemas']['SetEmail'];
export type Settings = Rest['schemas']['Settings'];
export type SigningKey = Rest['schemas']['SigningKey'];
export type SigningKeyPage = Rest['schemas']['SigningKeyPage'];
export type Tenant = Rest['schemas']['Tenant'];
export type TenantPage = Rest['schemas']['TenantPage'];
export type TenantWithSecret = Rest['schemas']['TenantWithSecret'];
export type User = Rest['schemas']['User'];
export type UserPage = Rest['schemas']['UserPage'];
export type VerifyEmail = Rest['schemas']['VerifyEmail'];
export type Anchor = Socket['schemas']['Anchor'];
export type CloseRoom = Socket['schemas']['CloseRoom'];
export type Head = Socket['schemas']['Head'];
export type Heads = Socket['schemas']['Heads'];
export type Nothing = Socket['schemas']['Nothing'];
export type OpenRoom = Socket['schemas']['OpenRoom'];
export type OpenedRoom = Socket['schemas']['OpenedRoom'];
export type RenewToken = Socket['schemas']['RenewToken'];
export type RenewedToken = Socket['schemas']['RenewedToken'];
export type RoomAdded = Socket['schemas']['RoomAdded'];
export type RoomRemoved = Socket['schemas']['RoomRemoved'];
export type SendInRoom = Socket['schemas']['SendInRoom'];
export type ServerDraining = Socket['schemas']['ServerDraining'];
export type SessionEnded = Socket['schemas']['SessionEnded'];
export type SocketError = Socket['schemas']['SocketError'];
export type Sync = Socket['schemas']['Sync'];
export type Synced = Socket['schemas']['Synced'];

/** Each socket command with its input and the reply of its ack. */
export interface Commands {
  'room:open': { input: OpenRoom; reply: OpenedRoom };
  'room:close': { input: CloseRoom; reply: Nothing };
  'message:send': { input: SendInRoom; reply: Message };
  'sync': { input: Sync; reply: Synced };
  'heads': { input: Nothing; reply: Heads };
  'token:renew': { input: RenewToken; reply: RenewedToken };
}

/** What the server sends by itself. */
export interface Events {
  'changes': Changes;
  'room:added': RoomAdded;
  'room:removed': RoomRemoved;
  'user:updated': User;
  'session:ended': SessionEnded;
  'server:draining': ServerDraining;
}
