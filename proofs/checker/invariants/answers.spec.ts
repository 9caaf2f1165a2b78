import { twins } from '../stories/twins.js';

twins('a refusal with a code that the fault does not allow', ['answers'], (story, isBroken) => {
  story.mayRefuseWith(isBroken ? ['unavailable'] : ['unavailable', 'forbidden']);
  story.sends('ada', 'm1').fail();
  story.reader('bo').shows();
});

twins('an end without a beginning', ['answers'], (story, isBroken) => {
  story.sends('ada', 'm1').fail();
  if (isBroken) story.forgetBeginning();
  story.reader('bo').shows();
});

twins('a refusal of somebody as banned whom nobody banned', ['answers'], (story, isBroken) => {
  story.mayRefuseWith(['unavailable']);
  story.moderates('ban', isBroken ? 'bo' : 'ada').ok();
  story.sends('ada', 'm1').fail('banned');
  story.reader('bo').shows();
});

twins('a refusal of somebody before they are banned', ['answers'], (story, isBroken) => {
  const send = story.sends('ada', 'm1');
  if (isBroken) send.fail('banned');
  const ban = story.moderates('ban', 'ada');
  if (!isBroken) send.fail('banned');
  ban.ok();
  story.reader('bo').shows();
});

twins('a refusal of somebody long after they were let in again', ['answers'], (story, isBroken) => {
  story.moderates('remove', 'ada').ok();
  story.moderates('add', 'ada').ok();
  story.waits(isBroken ? 5_001 : 4_999);
  story.sends('ada', 'm1').fail('room_not_found');
  story.reader('bo').shows();
});

twins('an edit that is refused as of a deleted message which nobody deleted', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.mayRefuseWith(['unavailable']);
  const edit = story.changes('edit', 'ada', message, { text: 'another text' });
  if (!isBroken) story.deleted(message);
  edit.fail('message_deleted');
  story.reader('bo').shows();
});

twins('a deletion that is refused because the message was deleted', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.deleted(message);
  const again = story.changes('delete', 'ada', message);
  if (isBroken) again.fail('message_deleted');
  else again.ok();
  story.reader('bo').shows();
});

twins('an edit of a version that is refused though there is no later one', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  if (!isBroken) story.toggled('react', message, 'bo');
  story.changes('edit', 'ada', message, { text: 'another text', position: message.position }).fail('stale');
  story.reader('bo').shows();
});

twins('an edit that is refused as of another version, and names none', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.toggled('react', message, 'bo');
  const position = isBroken ? undefined : message.position;
  story.changes('edit', 'ada', message, { text: 'another text', position }).fail('stale');
  story.reader('bo').shows();
});

twins('a reaction of somebody who never left that is refused as of one who did', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.room.seat('bo');
  if (!isBroken) story.room.leave('bo');
  story.changes('react', 'bo', message, { emoji: '👍' }).fail('not_member');
  story.reader('ada').shows();
});

twins('a reaction that is refused for no reason', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.changes('react', 'bo', message, { emoji: '👍' }).fail(isBroken ? 'message_not_found' : 'rate_limited');
  story.reader('ada').shows();
});

twins('a reaction that is refused for a reason that the fault does not allow', ['answers'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.mayRefuseWith(isBroken ? ['unavailable'] : ['unavailable', 'overloaded']);
  story.changes('react', 'bo', message, { emoji: '👍' }).fail('overloaded');
  story.reader('ada').shows();
});

twins('a change of a room that does not exist', ['answers'], (story, isBroken) => {
  const elsewhere = story.makeRoom('elsewhere', 'tenant-a', 'public');
  const message = elsewhere.write('ada', 'm1');
  const removed = elsewhere.empty(message);
  story.changes('delete', 'ada', removed, {}, elsewhere).ok();
  const what = { emoji: '👍', ...(isBroken ? { roomId: 'nowhere' } : {}) };
  story.changes('react', 'bo', message, what, elsewhere).fail('message_deleted');
  story.reader('ada').shows();
});

twins('a read of somebody who never left that is refused as of one who did', ['answers'], (story, isBroken) => {
  story.mayRefuseWith(['unavailable']);
  story.room.write('ada', 'm1');
  story.room.seat('bo');
  if (!isBroken) story.room.leave('bo');
  story.reads('bo', 1, 'not_member');
  story.reader('ada').shows();
});
