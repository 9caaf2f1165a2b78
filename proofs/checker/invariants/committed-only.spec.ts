import { twins } from '../stories/twins.js';

twins('a probe that did not find what was told', ['I6'], (story, isBroken) => {
  story.probed(story.room.write('ada', 'm1'), !isBroken);
  story.reader('bo').shows();
});

twins('a frame with a message that was rolled back', ['I6'], (story, isBroken) => {
  const reader = story.reader('bo');
  const message = story.room.write('ada', 'm1');
  reader.follows();
  reader.ignores({ position: 1, messages: [isBroken ? { ...message, id: 'rolled-back' } : message] });
  reader.shows();
});

twins('a frame with a seat that was rolled back', ['I6'], (story, isBroken) => {
  const reader = story.reader('bo');
  const seat = story.room.seat('ada');
  reader.follows();
  reader.ignores({ position: 1, members: [isBroken ? { ...seat, userId: 'cy' } : seat] });
  reader.shows();
});

twins('an acknowledgement of a version that was never committed', ['I6'], (story, isBroken) => {
  const attempt = story.sends('ada', 'm1');
  const message = story.room.write('ada', 'm1');
  attempt.ok(isBroken ? { ...message, position: 7 } : message);
  story.reader('bo').shows();
});

twins('an edit that is acknowledged and was rolled back', ['I6', 'changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const edit = story.changes('edit', 'ada', message, { text: 'another text' });
  const edited = { ...message, text: 'another text', editedAt: '2030-01-01T00:00:00.000Z', position: 2 };
  edit.ok(isBroken ? edited : story.room.rewrite(message, 'another text'));
  story.reader('bo').shows();
});

twins('a page with an edit that was rolled back', ['I6'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.pages('cy', [isBroken ? { ...message, text: 'another text' } : message]);
  story.reader('bo').shows();
});

twins('a frame with a reaction that was rolled back', ['I6'], (story, isBroken) => {
  const reader = story.reader('bo');
  const message = story.room.write('ada', 'm1');
  reader.follows();
  const reactions = isBroken ? [{ emoji: '👍', count: 1, userIds: ['cy'] }] : [];
  reader.ignores({ position: 1, messages: [{ ...message, reactions }] });
  reader.shows();
});

twins('a client that shows what was never committed, and is cut off', ['I6'], (story, isBroken) => {
  story.bystanders();
  const message = story.room.write('ada', 'm1');
  const invented = { ...message, id: 'invented', seq: 2 };
  story.reader('bo').shows({ isConnected: false, messages: isBroken ? [message, invented] : [message] });
});
