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

twins('a client that shows what was never committed, and is cut off', ['I6'], (story, isBroken) => {
  story.bystanders();
  const message = story.room.write('ada', 'm1');
  const invented = { ...message, id: 'invented', seq: 2 };
  story.reader('bo').shows({ isConnected: false, messages: isBroken ? [message, invented] : [message] });
});
