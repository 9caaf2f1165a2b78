import { twins } from '../stories/twins.js';

twins('a room told on to whoever was banned from it', ['I9'], (story, isBroken) => {
  const { room } = story;
  const reader = story.reader('bo');
  room.ban('bo');
  if (!isBroken) room.leave('bo');
  room.write('ada', 'm1');
  reader.follows();
  reader.shows();
});

twins('an answer to whoever was banned', ['I9'], (story, isBroken) => {
  const { room } = story;
  const message = room.write('ada', 'm1');
  const reader = story.reader('bo');
  room.ban('bo');
  // The ban itself is the last that may be told.
  if (isBroken) story.edited(message, 'another text');
  reader.syncs();
  reader.shows();
});

twins('what came to somebody banned and was not applied', ['I9'], (story, isBroken) => {
  const { room } = story;
  const reader = story.reader('bo');
  room.ban('bo');
  room.write('ada', 'm1');
  if (isBroken) reader.ignores({}, 'held');
  room.leave('bo');
  reader.syncs();
  reader.shows();
});

twins('a message of somebody banned', ['I9'], (story, isBroken) => {
  const { room } = story;
  const attempt = story.sends('bo', 'm1');
  if (isBroken) room.ban('bo');
  room.write('bo', 'm1');
  if (!isBroken) room.ban('bo');
  attempt.info();
  story.reader('ada').shows();
});

twins('the message of somebody banned that another one takes away', ['I9'], (story, isBroken) => {
  const { room } = story;
  const attempt = story.sends('bo', 'm1');
  const message = room.write('bo', 'm1');
  attempt.ok(message);
  room.ban('bo');
  const deletion = story.changes('delete', 'moderator', message);
  room.empty(message);
  deletion.ok();
  if (isBroken) room.write('bo', 'm2');
  story.reader('ada').shows();
});

twins('an edit of somebody banned', ['I9'], (story, isBroken) => {
  const { room } = story;
  const message = room.write('bo', 'm1');
  const edit = story.changes('edit', 'bo', message, { text: 'another text' });
  if (isBroken) room.ban('bo');
  room.rewrite(message, 'another text');
  edit.info();
  story.reader('ada').shows();
});

twins('a reaction of somebody banned', ['I9'], (story, isBroken) => {
  const { room } = story;
  const message = room.write('ada', 'm1');
  const reaction = story.changes('react', 'bo', message, { emoji: '👍' });
  room.ban(isBroken ? 'bo' : 'cy');
  room.toggle(message, 'bo', '👍');
  reaction.info();
  story.reader('ada').shows();
});

twins('an edit that is acknowledged after a ban was', ['I9'], (story, isBroken) => {
  const message = story.room.write('bo', 'm1');
  const early = isBroken ? undefined : story.changes('edit', 'bo', message, { text: 'another text' });
  story.moderates('ban', 'bo').ok();
  const edit = early ?? story.changes('edit', 'bo', message, { text: 'another text' });
  edit.ok(story.room.rewrite(message, 'another text'));
  story.reader('ada').shows();
});

twins('a send that is acknowledged after a ban was', ['I9'], (story, isBroken) => {
  const early = isBroken ? undefined : story.sends('bo', 'm1');
  story.moderates('ban', 'bo').ok();
  const attempt = early ?? story.sends('bo', 'm1');
  attempt.ok(story.room.write('bo', 'm1'));
  story.reader('ada').shows();
});

twins('a send that is acknowledged after a removal was', ['I9'], (story, isBroken) => {
  const room = story.makeRoom('back-room', 'tenant-a', 'private');
  room.seat('ada');
  story.moderates('remove', 'bo', room).ok();
  if (!isBroken) story.moderates('add', 'bo', room).ok();
  story.sends('bo', 'm1', {}, room).ok(room.write('bo', 'm1'));
  story.reader('ada', room).shows();
});

twins('what was sent before a ban and is sent again after it', ['I9'], (story, isBroken) => {
  const first = story.sends('bo', 'm1');
  const message = story.room.write('bo', 'm1');
  first.info();
  story.moderates('ban', 'bo').ok();
  story.sends('bo', 'm1').ok(message);
  if (isBroken) story.sends('bo', 'm2').ok(story.room.write('bo', 'm2'));
  story.reader('ada').shows();
});

twins('a seat that somebody banned takes', ['I9'], (story, isBroken) => {
  story.moderates('ban', 'bo').ok();
  // Whether it was done already is not known: from its beginning on, they may be in again.
  if (!isBroken) story.moderates('unban', 'bo').info();
  story.joins('bo').ok();
  story.reader('ada').shows();
});

twins('a socket that still hears the room it was shut out of', ['I9'], (story, isBroken) => {
  story.evicted('bo', isBroken ? null : 1_900);
  story.reader('ada').shows();
});

twins('a socket that hears the room it was shut out of for too long', ['I9'], (story, isBroken) => {
  story.evicted('bo', isBroken ? 2_100 : 1_900);
  story.reader('ada').shows();
});
