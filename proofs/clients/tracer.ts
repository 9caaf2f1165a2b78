import { AsyncLocalStorage } from 'node:async_hooks';
import type { Changes, Member, Message } from '../../sdk/src/contract/index.js';
import type { SeenChanges, SeenMember, SeenMessage, Standing } from '../history/events.js';
import type { Log } from '../../sdk/src/timeline/log.js';
import type { Random } from '../random.js';
import type { Probe } from './probe.js';
import type { Recorder } from './recorder.js';

/** In whose name something is written down. */
export interface Tracer {
  readonly recorder: Recorder;
  readonly probe: Probe;
  readonly random: Random;
  /** Unique in the run. */
  readonly client: string;
  readonly tenantId: string;
  /** By room id: the newest log that this client was seen to hold. */
  readonly logs: Map<string, Log>;
}

/** The client whose code runs; the SDK is not told of the harness, so this follows it through its promises and timers. */
export const currentTracer = new AsyncLocalStorage<Tracer>();

export const seenMessage = (message: Message): SeenMessage => ({
  id: message.id,
  seq: message.seq,
  position: message.position,
  authorId: message.authorId,
  clientId: message.clientId,
  text: message.text,
  editedAt: message.editedAt,
  deletedAt: message.deletedAt,
  reactions: message.reactions,
  pinnedAt: message.pinnedAt,
});

const seenMember = ({ userId, position, leftAt }: Member): SeenMember => ({ userId, position, leftAt });

export const seenChanges = (changes: Changes): SeenChanges => ({
  roomId: changes.roomId,
  epoch: changes.epoch,
  after: changes.after,
  position: changes.position,
  reset: changes.reset,
  messages: changes.messages.map(seenMessage),
  members: changes.members.map(seenMember),
});

export const standingOf = ({ epoch, position }: Log): Standing => ({ epoch, position });
