export { createChatCore } from './chat.js';
export type {
  CallOptions,
  ChatCore,
  ChatInternals,
  ChatOptions,
  RoomAddress,
  SessionMode,
  StorageKind,
} from './chat.js';
export type { ConnectionState } from './connection.js';
export { countUnread } from './count-unread.js';
export { ChatError } from './errors.js';
export type { ChatErrorInit, ClientErrorCode } from './errors.js';
export type { Encryption, SealedContext } from './encryption.js';
export { createChat, withPeople } from './full-chat.js';
export type { Chat, FullChatOptions, Room } from './full-chat.js';
export { awayWhenIdle } from './idle.js';
export type { Match, MatchState } from './match.js';
export type { MessageStream } from './message-stream.js';
export { moderation } from './moderation.js';
export type { Moderation, SanctionsApi } from './moderation.js';
export { myRooms } from './my-rooms.js';
export type { MyRooms, OwnSettings } from './my-rooms.js';
export type { MyRoomList } from './my-rooms-list.js';
export type { InvitesApi, PeopleApi } from './people.js';
export type { BlocksApi } from './blocks.js';
export type { BookmarksApi } from './bookmarks.js';
export type { Decryption } from './opener.js';
export type { Presence } from './presence.js';
export type { RoomThread, ThreadTimeline } from './room-thread.js';
export type { RoomCore, SendOptions } from './room.js';
export type { FoundMessage } from './message-at.js';
export type { RoomMessagesApi, SentMessage } from './room-messages.js';
export type { RoomThreadsApi } from './room-threads.js';
export type { PageQuery, RoomsApi } from './rooms.js';
export type { ScheduledApi, SendTime } from './scheduled.js';
export type { Identify, LoggedIn, SessionState, SessionStore } from './session.js';
export type { TokenSource } from './own-login.js';
export type { Store } from './store.js';
export { sessionStorageKey } from './token-storage.js';
export type { UnsentMessage } from './timeline/outbox.js';
export type { Timeline, TimelineItem } from './timeline/view.js';
export { watchRooms } from './watch-rooms.js';
export type { RoomWatch } from './watch-rooms.js';
export type {
  AcceptedInvite,
  Attachment,
  Block,
  BlockPage,
  Bookmark,
  BookmarkPage,
  ChangePassword,
  CreateGuest,
  CreateInvite,
  CreateRoom,
  DeleteMe,
  Encrypted,
  Export,
  ExportedRoom,
  FollowedThread,
  FindMatch,
  FoundRoom,
  Invite,
  InvitePage,
  InvitePreview,
  Limits,
  Login,
  Me,
  Member,
  MemberPage,
  Message,
  MessageVersion,
  MessageVersionPage,
  MyRoom,
  OpenSession,
  OpenSessionPage,
  OwnMember,
  PatchMe,
  PatchRoom,
  PinPage,
  PresenceState,
  PutDirectRoom,
  RoomPage,
  Problem,
  Profile,
  Reaction,
  Register,
  ResetPassword,
  Room as RoomInfo,
  Sanction,
  SanctionPage,
  ScheduledMessage,
  ScheduledMessagePage,
  SystemEvent,
  Thread,
  ThreadHistory,
  ThreadPage,
  User,
  UserPage,
} from './contract/index.js';
