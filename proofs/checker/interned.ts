import type { HistoryEvent, SeenChanges, SeenMessage } from '../history/events.js';
import { messageText } from './versions.js';

/**
 * Keeps one object for each message that was shown, however many readers were shown it: a history names each message once
 * for each of its readers, with its whole text.
 */
export class Interned {
  private readonly messages = new Map<string, SeenMessage>();

  /** The event, with messages that are shared with those before. */
  event(event: HistoryEvent): HistoryEvent {
    if (event.kind === 'frame' || event.kind === 'answer') return { ...event, changes: this.changes(event.changes) };
    if (event.kind === 'digest' || event.kind === 'page')
      return { ...event, messages: event.messages.map((message) => this.message(message)) };
    return event;
  }

  private changes(changes: SeenChanges): SeenChanges {
    return { ...changes, messages: changes.messages.map((message) => this.message(message)) };
  }

  private message(message: SeenMessage): SeenMessage {
    const key = messageText(message);
    const known = this.messages.get(key);
    if (known) return known;
    this.messages.set(key, message);
    return message;
  }
}
