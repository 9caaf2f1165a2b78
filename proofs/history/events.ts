/**
 * What the processes of a proof run write down, one JSON object a line, and what the checker reads: nothing else passes
 * between them. A run's folder holds `run.json` ({@link Run}), `history-<proc>.ndjson` ({@link HistoryEvent} each) and
 * `log.ndjson` (`LogRow` of `log-rows.ts` each: the dump of `proof_log` and of the tables after the run).
 */

/** Times are `process.hrtime.bigint()` in decimal: comparable between the processes of one machine. */
export type Nanoseconds = string;

/** Which run this was; the same seed gives the same plan of operations and faults. */
export interface Run {
  readonly seed: number;
  /** Name of the fault, as in docs/proofs.md: `F1`. */
  readonly fault: string;
  /** Nodes of the server. */
  readonly nodes: number;
  readonly startedAt: Nanoseconds;
  readonly faultFrom: Nanoseconds;
  readonly healedAt: Nanoseconds;
  readonly endedAt: Nanoseconds;
  /** How long clients have to come to the tables' state after healing, in milliseconds. */
  readonly convergeWithinMs: number;
  /** Least that must have happened for the run to count (PROOFS section 0). */
  readonly atLeast: {
    readonly okSends: number;
    readonly reconnects: number;
    readonly gaps: number;
    readonly infos: number;
    /** Mails that arrived. */
    readonly mails?: number;
    /** Ways of being in trouble that a mail server was met in. */
    readonly troubles?: number;
    /** Bans that were acknowledged. */
    readonly bans?: number;
    /** Changes of messages that were acknowledged; reactions also where they were taken back. */
    readonly okEdits?: number;
    readonly okDeletions?: number;
    readonly okReactions?: number;
  };
  /** The only codes that operations may be refused with; left out = any. */
  readonly refusals?: readonly string[];
  /** What the supervisor saw of the nodes' health. */
  readonly health: readonly {
    readonly node: string;
    /** `broken-promise` = what the fault itself watches did not hold, as a stop within 10 s. */
    readonly what: 'unexpected-exit' | 'unhandled' | 'broken-promise';
    readonly detail: string;
  }[];
}

interface Written {
  readonly t: Nanoseconds;
  /** The writing process. */
  readonly proc: string;
  /** The client within the run, unique. */
  readonly client: string;
}

/** A message as some client was shown it. */
export interface SeenMessage {
  readonly id: string;
  readonly seq: number;
  readonly position: number;
  readonly authorId: string;
  readonly clientId: string;
  readonly text: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  /** In the order in which their emoji came up. */
  readonly reactions: readonly SeenReaction[];
  readonly pinnedAt: string | null;
}

/** An emoji on a message: how many reacted so, and who did first. */
export interface SeenReaction {
  readonly emoji: string;
  readonly count: number;
  readonly userIds: readonly string[];
}

/** A seat as some client was shown it. */
export interface SeenMember {
  readonly userId: string;
  readonly position: number;
  readonly leftAt: string | null;
}

/** `Changes` without what no invariant is about. */
export interface SeenChanges {
  readonly roomId: string;
  readonly epoch: string;
  readonly after: number;
  readonly position: number;
  readonly reset: boolean;
  readonly messages: readonly SeenMessage[];
  readonly members: readonly SeenMember[];
}

/** The beginning of an operation, or how it ended: `fail` = refused, surely nothing was done; `info` = not known. */
export interface OperationEvent extends Written {
  readonly kind: 'operation';
  readonly op: 'send' | ChangeOp | 'join' | 'leave' | 'read' | ShutOutOp | LetInOp;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /** Names one attempt in the run: its invoke and its end carry the same. A retry is another attempt. */
  readonly attempt: string;
  /** The socket it went out on; null = REST. An SDK client's `room.send` is one attempt with `connection` null. */
  readonly connection: string | null;
  readonly tenantId: string;
  readonly roomId: string;
  readonly userId: string;
  /** Whom somebody else shuts out, or lets in again. */
  readonly targetId?: string;
  /** Of a send. */
  readonly clientId?: string;
  /** Of a send or an edit. */
  readonly text?: string;
  /** Which message is changed. */
  readonly messageId?: string;
  /** Of a reaction. */
  readonly emoji?: string;
  /** Of an edit that is to be refused when the message stands at another one meanwhile. */
  readonly position?: number;
  /** Of an `ok` send or change: what the acknowledgement named. REST says nothing more of a deletion. */
  readonly message?: SeenMessage;
  /** Of a read: up to where; of an `ok` one, the pointer that was answered. */
  readonly seq?: number;
  readonly readSeq?: number;
  /** Of a `fail` or an `info`: the error's code. */
  readonly code?: string;
}

/** What is done to a message that is there. */
const changeOps = ['edit', 'delete', 'react', 'unreact'] as const;
export type ChangeOp = (typeof changeOps)[number];

/** Whether an operation changes a message that is there. */
export const isChange = (op: OperationEvent['op']): op is ChangeOp => (changeOps as readonly string[]).includes(op);

/** How somebody is kept out of a room by another: by a ban, or by the loss of their seat where only members may read. */
export type ShutOutOp = 'ban' | 'remove';

/** How each of these is undone. */
export type LetInOp = 'unban' | 'add';

/** On an acknowledgement, and on some received changes: whether the row was there when looked up at once. */
export interface ProbeEvent extends Written {
  readonly kind: 'probe';
  readonly roomId: string;
  readonly messageId: string;
  /** As it was told, or as it became since. */
  readonly isThere: boolean;
}

/** A live frame, and what the client made of it. */
export interface FrameEvent extends Written {
  readonly kind: 'frame';
  readonly tenantId: string;
  readonly changes: SeenChanges;
  /** `held` = ahead, or an answer is awaited; `applied` only when the log moved; `stale` = of another epoch. */
  readonly decision: 'applied' | 'ignored' | 'held' | 'stale';
  readonly before: Standing;
  readonly after: Standing;
}

/** An answer to `room:open`, `sync` or `GET changes`, and what the client made of it. */
export interface AnswerEvent extends Written {
  readonly kind: 'answer';
  readonly tenantId: string;
  readonly asked: { readonly epoch?: string; readonly position?: number };
  readonly changes: SeenChanges;
  readonly decision: 'applied' | 'reset' | 'refused';
  readonly before: Standing;
  readonly after: Standing;
}

/** The client's log of a room: which history, up to where. */
export interface Standing {
  readonly epoch: string | null;
  readonly position: number;
}

/** The newest messages of a room as somebody read them over REST. */
export interface PageEvent extends Written {
  readonly kind: 'page';
  readonly tenantId: string;
  readonly roomId: string;
  /** Before the request went out. */
  readonly askedAt: Nanoseconds;
  readonly messages: readonly SeenMessage[];
}

/** The connection of a client came or went. */
export interface ConnectionEvent extends Written {
  readonly kind: 'connection';
  readonly type: 'online' | 'cut';
}

/** A client found out that it misses something, and will ask. */
export interface GapEvent extends Written {
  readonly kind: 'gap';
  readonly roomId: string;
  readonly before: Standing;
}

/**
 * What a client shows of a room, at the end of the run: every message it holds, ascending by seq. A client holds the
 * newest ones; from `messages[0].seq` on they must be the tables'.
 */
export interface DigestEvent extends Written {
  readonly kind: 'digest';
  readonly tenantId: string;
  readonly roomId: string;
  readonly userId: string;
  readonly isConnected: boolean;
  readonly standing: Standing;
  readonly messages: readonly SeenMessage[];
  /** User ids seated, as far as the client shows them. */
  readonly members: readonly string[];
}

/** What a user is told to be unread, at the end of the run: of every room that they sit in. */
export interface UnreadEvent extends Written {
  readonly kind: 'unread';
  readonly tenantId: string;
  readonly userId: string;
  readonly rooms: readonly { readonly roomId: string; readonly unread: number }[];
  /** Of all rooms, as the client counts it. */
  readonly total: number;
}

/** What a mail is about. */
export type MailKind = 'verify_email' | 'reset_password' | 'email_changed' | 'email_removed';

/** A mail that somebody is to get. */
export interface OwedMail {
  readonly to: string;
  readonly kind: MailKind;
}

/** Something that a person did about their account and its address: how it began, or how it ended. */
export interface RequestEvent extends Written {
  readonly kind: 'request';
  readonly op: 'register' | 'forgot' | 'setEmail' | 'removeEmail' | 'verify' | 'reset';
  /** `fail` = refused; `info` = no answer, or one that says nothing of what was done. */
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /** Names it in the run: its invoke and its end carry the same. */
  readonly attempt: string;
  /** The mail that follows when it is done; null = none does. */
  readonly owes: OwedMail | null;
  /** The token out of a mail that it was done with. */
  readonly token?: string;
  /** Of a `fail` or an `info`: the error's code. */
  readonly code?: string;
}

/** A mail came to the mail server and was kept there. */
export interface MailEvent extends Written {
  readonly kind: 'mail';
  readonly messageId: string;
  readonly to: string;
  readonly about: MailKind;
  /** Of its link; null = it has none. */
  readonly token: string | null;
  /** Whether the sender was told; one that was not has to come with it again. */
  readonly isTold: boolean;
}

/** A mail was brought to a mail server that was in trouble. */
export interface TroubleEvent extends Written {
  readonly kind: 'trouble';
  readonly what: string;
}

/** Somebody who had a room open on another node was shut out of it, and whether their socket still heard it was asked again and again. */
export interface EvictionEvent extends Written {
  readonly kind: 'eviction';
  readonly roomId: string;
  readonly userId: string;
  readonly op: ShutOutOp;
  /** From the acknowledgement until the socket was out of the room, in milliseconds; null = it still was in. */
  readonly ms: number | null;
  /** As long as it may take. */
  readonly withinMs: number;
}

export type HistoryEvent =
  | OperationEvent
  | ProbeEvent
  | FrameEvent
  | AnswerEvent
  | PageEvent
  | ConnectionEvent
  | GapEvent
  | DigestEvent
  | RequestEvent
  | MailEvent
  | TroubleEvent
  | UnreadEvent
  | EvictionEvent;
