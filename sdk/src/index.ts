export { createChat } from './chat.js';
export type { CallOptions, Chat, ChatOptions, RoomAddress, SessionMode, StorageKind } from './chat.js';
export type { ConnectionState } from './connection.js';
export { ChatError } from './errors.js';
export type { ChatErrorInit, ClientErrorCode } from './errors.js';
export type { Room } from './room.js';
export type { PageQuery, RoomsApi } from './rooms.js';
export type { Identify, LoggedIn, SessionState, SessionStore } from './session.js';
export type { TokenSource } from './own-login.js';
export type { Store } from './store.js';
export { sessionStorageKey } from './token-storage.js';
export type { Timeline, TimelineItem } from './timeline/view.js';
export type {
  Attachment,
  ChangePassword,
  CreateGuest,
  CreateRoom,
  DeleteMe,
  Export,
  ExportedRoom,
  Limits,
  Login,
  Me,
  Member,
  MemberPage,
  Message,
  OpenSession,
  OpenSessionPage,
  PatchMe,
  PatchRoom,
  RoomPage,
  Problem,
  Register,
  ResetPassword,
  Room as RoomInfo,
  User,
} from './contract/index.js';
