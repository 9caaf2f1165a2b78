import type { Message } from '../contract/index.js';

/**
 * A thread's root as it is once what follows its own figures is counted. The server moves a root's figures on without sending it
 * anew: they are of the moment when it was read, and each message of the thread with a higher seq came after that.
 * @param replies messages of its thread: all that came after its figures, others as well
 */
export function countThread(root: Message, replies: readonly Message[]): Message {
  let { count, lastSeq } = root.thread ?? { count: 0, lastSeq: 0 };
  for (const { seq, threadId } of replies) {
    if (threadId !== root.id || seq <= lastSeq) continue;
    count += 1;
    lastSeq = seq;
  }
  return lastSeq === (root.thread?.lastSeq ?? 0) ? root : { ...root, thread: { count, lastSeq } };
}

/** As `mergeMessages`, but what did not change stays the same object: of two versions at one position the one that is held. */
export function mergeThread(held: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const merged = new Map(held.map((message) => [message.seq, message]));
  let isChanged = false;
  for (const message of incoming) {
    const known = merged.get(message.seq);
    if (known && known.position >= message.position) continue;
    merged.set(message.seq, message);
    isChanged = true;
  }
  return isChanged ? [...merged.values()].sort((a, b) => a.seq - b.seq) : held;
}

/**
 * Counts the threads of logs of one room. What did not change stays the same object.
 * @returns what takes the messages that are drawn, and the log, where they are a part of the history above it: each ascending by seq
 */
export function createThreadCounter(): (messages: readonly Message[], log?: readonly Message[]) => readonly Message[] {
  let counted = new WeakMap<Message, Message>();
  let last: Record<'from' | 'log' | 'to', readonly Message[]> = { from: [], log: [], to: [] };

  return (messages, log = messages) => {
    if (last.from === messages && last.log === log) return last.to;
    const lastSeq = messages.at(-1)?.seq ?? 0;
    const replies = new Map<string, Message[]>();
    for (const message of [...messages, ...log.filter(({ seq }) => seq > lastSeq)]) {
      if (!message.threadId) continue;
      const known = replies.get(message.threadId);
      if (known) known.push(message);
      else replies.set(message.threadId, [message]);
    }
    const next = new WeakMap<Message, Message>();
    const to =
      replies.size === 0
        ? messages
        : messages.map((message) => {
            const own = replies.get(message.id);
            if (!own) return message;
            const made = countThread(message, own);
            const before = counted.get(message);
            const kept = before && before.thread?.lastSeq === made.thread?.lastSeq ? before : made;
            next.set(message, kept);
            return kept;
          });
    counted = next;
    last = { from: messages, log, to };
    return to;
  };
}
