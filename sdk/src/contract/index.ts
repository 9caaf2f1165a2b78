/** The wire shapes, as both documents of the server name them. */

/** A person of the tenant. Guests have no username. */
export interface User {
  id: string;
  kind: 'guest' | 'registered' | 'external';
  username: string | null;
  displayName: string;
  avatarUrl: string | null;
}

/** The caller's own account. */
export interface Me extends User {
  about: string | null;
  email: string | null;
  emailVerifiedAt: string | null;
  createdAt: string;
}

/** A room as its readers see it; `epoch` and `position` name the state of its log. */
export interface Room {
  id: string;
  type: 'public' | 'private' | 'direct' | 'match';
  slug: string | null;
  name: string | null;
  topic: string | null;
  memberCount: number;
  membersListed: boolean;
  lastSeq: number;
  position: number;
  epoch: string;
  createdAt: string;
  archivedAt: string | null;
}

/** A user in a room; `leftAt` is set once they left. */
export interface Member {
  userId: string;
  roomId: string;
  role: 'owner' | 'moderator' | 'member';
  joinedAt: string;
  leftAt: string | null;
  readSeq: number;
  position: number;
}

/** A file of a message. */
export interface Attachment {
  id: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
  url: string;
  width: number | null;
  height: number | null;
  thumbnailUrl: string | null;
}

/** One entry of a room's log. A deleted one keeps its seq, its text is "". */
export interface Message {
  id: string;
  roomId: string;
  seq: number;
  position: number;
  clientId: string;
  authorId: string;
  kind: 'text' | 'system' | 'encrypted';
  text: string;
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  replyTo: { messageId: string; seq: number } | null;
  mentions: string[];
  reactions: { emoji: string; count: number; userIds: string[] }[];
  attachments: Attachment[];
  pinnedAt: string | null;
  preview: Record<string, unknown> | null;
}

/** What changed in a room between two positions, or with `reset` its newest page. */
export interface Changes {
  roomId: string;
  epoch: string;
  after: number;
  position: number;
  reset: boolean;
  messages: Message[];
  members: Member[];
  room: Room | null;
  users: User[];
}

/** What the auth routes answer. */
export interface Session {
  user: User;
  accessToken: string;
  refreshToken: string;
  expiresInMs: number;
}

/** RFC 9457 problem, on REST and in refused socket commands. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  requestId?: string;
  retryAfterMs?: number;
  errors?: { path: string; message: string }[];
}

/** What is in force for the caller; null = no limit. */
export type Limits = Record<string, unknown>;

/** One page of a list; `nextCursor` is null at the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A page of a room's members with their users. */
export interface MembersPage extends Page<Member> {
  users: User[];
}

/** A page of a room's history, ascending by seq. */
export interface MessagesPage {
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
  users: User[];
}

/** Names where a room's log stands. */
export interface Head {
  roomId: string;
  epoch: string;
  position: number;
}

/** The held message that changed last. */
export interface Anchor {
  messageId: string;
  position: number;
}

/** Each socket command with its input and the reply of its ack. */
export interface Commands {
  'room:open': {
    input: { roomId?: string; slug?: string; epoch?: string; position?: number; anchor?: Anchor; limit?: number };
    reply: { room: Room; member: Member | null; members: Member[]; users: User[]; changes: Changes };
  };
  'room:close': { input: { roomId: string }; reply: Record<string, never> };
  'message:send': { input: { roomId: string; clientId: string; text: string }; reply: Message };
  sync: {
    input: { rooms: { roomId: string; epoch: string; position: number; anchor?: Anchor }[] };
    reply: { changes: Changes[]; gone: string[] };
  };
  heads: { input: Record<string, never>; reply: { heads: Head[] } };
  'token:renew': { input: { token: string }; reply: { expiresInMs: number } };
}

/** What the server sends by itself. */
export interface Events {
  changes: Changes;
  'room:added': { roomId: string; reason?: string };
  'room:removed': { roomId: string; reason?: string };
  'session:ended': { code: string };
  'server:draining': { reconnectWithinMs: number };
}
