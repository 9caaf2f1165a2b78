import type { MailEvent, OwedMail, RequestEvent } from '../../history/events.js';
import type { History } from '../history.js';
import type { Invariant } from './invariant.js';

/**
 * Each mail that is owed arrives, as one and the same if it comes again, which it does only when its sender was not told;
 * none comes that nobody asked for; a link works once; nothing that was to be sent is left at the end.
 */
export const effects: Invariant = {
  id: 'I13',
  title: 'effects',
  *violations(history) {
    yield* wrongCounts(history);
    yield* wrongRepeats(history);
    yield* wrongUses(history);
    yield* leftOver(history);
  },
};

const nameOf = ({ to, kind }: OwedMail): string => `${kind} to ${to}`;

/** As many mails as were promised; as many as might have been asked for where there was no answer. */
function* wrongCounts({ requests, mails }: History): Generator<string> {
  const [promised, asked] = [new Map<string, number>(), new Map<string, number>()];
  const count = (counts: Map<string, number>, name: string, by: number): void =>
    void counts.set(name, (counts.get(name) ?? 0) + by);
  for (const { owes, type } of requests) {
    if (!owes) continue;
    if (type === 'ok') count(promised, nameOf(owes), 1);
    if (type === 'invoke') count(asked, nameOf(owes), 1);
    if (type === 'fail') count(asked, nameOf(owes), -1);
  }
  const came = new Map<string, Set<string>>();
  for (const { to, about: kind, messageId } of mails) {
    const name = nameOf({ to, kind });
    came.set(name, (came.get(name) ?? new Set()).add(messageId));
  }
  for (const [name, least] of promised) {
    const { size } = came.get(name) ?? new Set();
    if (size < least) yield `${size} mails came of ${least} that were owed: ${name}`;
  }
  for (const [name, { size }] of came) {
    const most = asked.get(name) ?? 0;
    if (size > most) yield `${size} mails came where ${most} were asked for: ${name}`;
  }
}

function* wrongRepeats({ mails }: History): Generator<string> {
  const latest = new Map<string, MailEvent>();
  for (const mail of mails) {
    const before = latest.get(mail.messageId);
    latest.set(mail.messageId, mail);
    if (!before) continue;
    if (before.isTold) yield `${mail.messageId} came again, though its sender had been told`;
    const isSame = before.to === mail.to && before.about === mail.about && before.token === mail.token;
    if (!isSame) yield `${mail.messageId} was another mail when it came again`;
  }
}

/** Of the links to one person about one thing, one works, once: the others are void with it. */
function* wrongUses({ requests }: History): Generator<string> {
  const uses = new Map<string, RequestEvent[]>();
  for (const request of requests) {
    if (request.token === undefined || request.type === 'invoke') continue;
    const name = `${request.op} of ${request.client}`;
    uses.set(name, [...(uses.get(name) ?? []), request]);
  }
  for (const [name, ends] of uses) {
    const good = ends.filter(({ type }) => type === 'ok').length;
    if (good !== 1) yield `${good} of ${ends.length} uses of the links for the ${name} worked`;
  }
}

function* leftOver({ left, mails }: History): Generator<string> {
  const came = new Set(mails.map(({ messageId }) => messageId.slice(1, messageId.indexOf('@'))));
  for (const row of left) {
    if (row.table === 'jobs') yield `the job ${row.name} was left after ${row.attempts} attempts`;
    else if (!came.has(row.id)) yield `the mail ${row.id}, ${nameOf(row)}, is kept and never came`;
  }
}
