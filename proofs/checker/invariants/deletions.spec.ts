import { twins } from '../stories/twins.js';

const what = { text: 'what was said' };

twins('a deleted message that still has its text', ['deletions'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1', what);
  story.changes('delete', 'ada', message).info();
  story.room.empty(message, isBroken ? what : {});
  story.reader('bo').shows();
});

twins('a deleted message that still has its reactions', ['deletions'], (story, isBroken) => {
  const message = story.toggled('react', story.room.write('ada', 'm1'), 'cy');
  story.changes('delete', 'ada', message).info();
  story.room.empty(message, isBroken ? { reactions: message.reactions } : {});
  story.reader('bo').shows();
});

twins('a deleted message that is still pinned', ['deletions'], (story, isBroken) => {
  const pinnedAt = '2030-01-01T00:00:00.000Z';
  const message = story.room.write('ada', 'm1', { pinnedAt });
  story.changes('delete', 'ada', message).info();
  story.room.empty(message, isBroken ? { pinnedAt } : {});
  story.reader('bo').shows();
});

twins('an edit after a deletion', ['deletions'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const edit = story.changes('edit', 'ada', message, what);
  story.changes('delete', 'ada', message).info();
  const edited = isBroken ? message : story.room.rewrite(message, what.text);
  const deleted = story.room.empty(edited);
  if (isBroken) story.room.edit(deleted, { ...what, deletedAt: null });
  edit.info();
  story.reader('bo').shows();
});

twins('a reaction to what is left of a message', ['deletions'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.changes('delete', 'ada', message).info();
  story.changes('react', 'cy', message, { emoji: '👍' }).info();
  const deleted = story.room.empty(message);
  if (isBroken) story.room.toggle(deleted, 'cy', '👍');
  story.reader('bo').shows();
});

twins('a message that is deleted twice', ['deletions'], (story, isBroken) => {
  const deleted = story.deleted(story.room.write('ada', 'm1'));
  if (isBroken) story.room.empty(deleted);
  story.reader('bo').shows();
});

twins('a frame with the text of a message that was deleted in it', ['deletions'], (story, isBroken) => {
  const reader = story.reader('bo');
  const message = story.room.write('ada', 'm1');
  reader.follows();
  const deleted = story.deleted(message);
  reader.follows();
  reader.ignores({ after: 0, position: 2, messages: [isBroken ? message : deleted] });
  reader.shows();
});

twins('a client that is cut off and shows what it was told was deleted', ['deletions'], (story, isBroken) => {
  story.bystanders();
  const reader = story.reader('bo');
  const message = story.room.write('ada', 'm1');
  reader.follows();
  story.deleted(message);
  // Whoever was not told of it may show it.
  if (isBroken) reader.follows();
  reader.shows({ isConnected: false, messages: [message] });
});

twins('a repetition that is answered with what was deleted before', ['deletions'], (story, isBroken) => {
  const message = story.sent('ada', 'm1');
  const again = isBroken ? undefined : story.sends('ada', 'm1');
  story.deleted(message);
  (again ?? story.sends('ada', 'm1')).ok(message);
  story.reader('bo').shows();
});

twins('a reaction that is answered with what was deleted before', ['deletions'], (story, isBroken) => {
  const reacted = story.toggled('react', story.room.write('ada', 'm1'), 'cy');
  const again = isBroken ? undefined : story.changes('react', 'cy', reacted, { emoji: '👍' });
  story.deleted(reacted);
  (again ?? story.changes('react', 'cy', reacted, { emoji: '👍' })).ok(reacted);
  story.reader('bo').shows();
});

twins('a page with what was deleted before it was asked for', ['deletions'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const askedAt = isBroken ? undefined : story.now;
  story.deleted(message);
  story.pages('cy', [message], askedAt);
  story.reader('bo').shows();
});
