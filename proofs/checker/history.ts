import type {
  AnswerEvent,
  DigestEvent,
  EvictionEvent,
  FrameEvent,
  GapEvent,
  HistoryEvent,
  MailEvent,
  OperationEvent,
  PageEvent,
  ProbeEvent,
  RequestEvent,
  Run,
  TroubleEvent,
  UnreadEvent,
} from '../history/events.js';
import type { MailLogRow } from '../history/log-rows.js';
import { type Exclusion, exclusionsOf } from './exclusions.js';
import type { RecordedRun } from './read-run.js';
import { indexChanges, type MessageChange } from './message-changes.js';
import { indexRooms, type RoomTruth } from './room-truth.js';
import { indexSends, type Send } from './sends.js';

/** What a client saw and did in one room, in its own order. */
export interface Reader {
  readonly client: string;
  readonly roomId: string;
  /** The tenant whose client it is. */
  readonly tenantId: string;
  /** Whose client it is; unknown when it neither sent anything nor came to the end of the run. */
  readonly userId: string | undefined;
  readonly events: readonly ReaderEvent[];
  /** What it showed at the end; none when its process did not live to see it. */
  readonly digest: DigestEvent | undefined;
  /** So many of the events came before it. */
  readonly eventsBeforeDigest: number;
}

/** What happens to one reader of one room. */
export type ReaderEvent = FrameEvent | AnswerEvent | GapEvent;

/** Whether the client's log is another one since. */
export const isApplied = (event: ReaderEvent): event is FrameEvent | AnswerEvent =>
  event.kind !== 'gap' && (event.decision === 'applied' || event.decision === 'reset');

/** A recorded run, ordered by what the invariants ask for. Made once, read by all of them. */
export interface History {
  readonly run: Run;
  /** What was committed, by room id. */
  readonly rooms: ReadonlyMap<string, RoomTruth>;
  readonly sends: readonly Send[];
  /** Tries to change messages that are there. */
  readonly changes: readonly MessageChange[];
  /** The beginnings and ends of everything that clients did, in the order of each process. */
  readonly operations: readonly OperationEvent[];
  readonly readers: readonly Reader[];
  /** What was read over REST. */
  readonly pages: readonly PageEvent[];
  readonly probes: readonly ProbeEvent[];
  /** What users were told to be unread at the end. */
  readonly unread: readonly UnreadEvent[];
  /** By client: how often it was back on a connection after its first. */
  readonly reconnects: number;
  /** What people did about their accounts, in order. */
  readonly requests: readonly RequestEvent[];
  /** Mails that the mail server kept, in order. */
  readonly mails: readonly MailEvent[];
  readonly troubles: readonly TroubleEvent[];
  /** When somebody was kept out of a room by another. */
  readonly exclusions: readonly Exclusion[];
  readonly evictions: readonly EvictionEvent[];
  /** What was left at the end of what is sent by mail. */
  readonly left: readonly MailLogRow[];
}

/** Orders what a run wrote down. */
export function indexRun({ run, events, log }: RecordedRun): History {
  const byKind: { [Kind in HistoryEvent['kind']]: Extract<HistoryEvent, { kind: Kind }>[] } = {
    operation: [],
    probe: [],
    frame: [],
    answer: [],
    page: [],
    connection: [],
    gap: [],
    digest: [],
    request: [],
    mail: [],
    trouble: [],
    unread: [],
    eviction: [],
  };
  for (const event of events) (byKind[event.kind] as HistoryEvent[]).push(event);
  const online = byKind.connection.filter(({ type }) => type === 'online');
  const readers = indexReaders(events);
  const reading = new Set(readers.map(({ client }) => client));
  return {
    run,
    rooms: indexRooms(log),
    sends: indexSends(byKind.operation, reading),
    changes: indexChanges(byKind.operation, reading),
    operations: byKind.operation,
    readers,
    pages: byKind.page,
    probes: byKind.probe,
    unread: byKind.unread,
    reconnects: online.length - new Set(online.map(({ client }) => client)).size,
    requests: byKind.request,
    mails: byKind.mail,
    troubles: byKind.trouble,
    exclusions: exclusionsOf(byKind.operation),
    evictions: byKind.eviction,
    left: log.filter((row) => row.table === 'mails' || row.table === 'jobs'),
  };
}

interface OpenReader extends Reader {
  events: ReaderEvent[];
  tenantId: string;
  digest: DigestEvent | undefined;
  eventsBeforeDigest: number;
}

function indexReaders(events: readonly HistoryEvent[]): Reader[] {
  const users = new Map<string, string>();
  const readers = new Map<string, OpenReader>();
  const readerOf = (client: string, roomId: string): OpenReader => {
    const key = `${client} ${roomId}`;
    const reader = readers.get(key) ?? {
      client,
      roomId,
      tenantId: '',
      userId: undefined,
      events: [],
      digest: undefined,
      eventsBeforeDigest: 0,
    };
    readers.set(key, reader);
    return reader;
  };
  for (const event of events) {
    if (isOperation(event) || event.kind === 'digest') users.set(event.client, event.userId);
    const reader = roomOf(event) === undefined ? undefined : readerOf(event.client, roomOf(event) ?? '');
    if (!reader) continue;
    if (event.kind === 'digest') {
      reader.digest = event;
      reader.eventsBeforeDigest = reader.events.length;
    } else reader.events.push(event as ReaderEvent);
    if ('tenantId' in event) reader.tenantId = event.tenantId;
  }
  return [...readers.values()].map((reader) => ({ ...reader, userId: users.get(reader.client) }));
}

const isOperation = (event: HistoryEvent): event is OperationEvent => event.kind === 'operation';

/** The room of an event of a reader. */
function roomOf(event: HistoryEvent): string | undefined {
  if (event.kind === 'frame' || event.kind === 'answer') return event.changes.roomId;
  return event.kind === 'gap' || event.kind === 'digest' ? event.roomId : undefined;
}
