import type { MessageDelta } from './stream.schema.js';
import type { ThreadReadPointer } from './thread.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** Something was appended to a message that is being written. A hint: the row has it. */
    'message.grew': MessageDelta & { tenantId: string };
    /** Somebody has read a thread on, and that is committed. */
    'thread.read': ThreadReadPointer & { tenantId: string; userId: string };
  }
}
