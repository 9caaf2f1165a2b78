import type { Message } from '@parley/sdk';
import { systemStrings as words } from '../i18n/system-strings.js';
import type { Sentence } from '../i18n/system-strings.js';

/** Those whom a sentence names. */
export interface Cast {
  /** Id of the reader. */
  readonly myId: string | null;
  /** Display name of somebody who is known; undefined for all others. */
  readonly nameOf: (userId: string) => string | undefined;
}

/**
 * What a system message tells, as a sentence in parts.
 * @param show how names and titles are shown, which people typed
 */
export function systemWords(
  { system, authorId }: Pick<Message, 'system' | 'authorId'>,
  { myId, nameOf }: Cast,
  show: (typed: string) => unknown = (typed) => typed,
): Sentence {
  const name = nameOf(authorId);
  const who = authorId === myId ? words.you : name === undefined ? null : show(name);
  switch (system?.type) {
    case 'room_renamed':
      return words.renamed(who, show(system.name));
    case 'topic_changed':
      return system.topic === null ? words.noTopic(who) : words.topic(who, show(system.topic));
    case 'picture_changed':
      return words.picture(who);
    case 'picture_removed':
      return words.noPicture(who);
    case 'role_changed': {
      const { userId, role } = system;
      const whom = userId === myId ? null : show(nameOf(userId) ?? words.someone);
      const isOwn = who === null || userId === authorId;
      return isOwn ? words.roleNow(whom, words.roles[role]) : words.role(who, whom, words.roles[role]);
    }
    default:
      return words.other;
  }
}
