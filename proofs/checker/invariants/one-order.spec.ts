import { twins } from '../stories/twins.js';

twins('a change applied behind a later one, and one that came again', ['I4', 'I7'], (story, isBroken) => {
  const [first, second] = [story.reader('ada'), story.reader('bo')];
  const early = story.room.write('ada', 'm1');
  first.follows();
  if (!isBroken) second.follows();
  const later = story.room.write('ada', 'm2');
  first.follows();
  // What claims to be whole without the first one lacks it: that is never wrong alone.
  second.follows({ messages: [later] });
  story.room.write('ada', 'm3');
  first.follows();
  second.follows({ messages: [early, ...story.room.since(2).messages] });
  first.shows();
  second.shows();
});

twins('a change of before a reset, told late, and one of after it', ['I4', 'I7'], (story, isBroken) => {
  const early = isBroken ? undefined : story.room.write('ada', 'm1');
  const reader = story.reader('bo');
  reader.opens();
  const late = early ?? story.room.write('ada', 'm1');
  const next = story.room.write('ada', 'm2');
  reader.follows({ messages: [next] });
  story.room.write('ada', 'm3');
  reader.follows({ messages: [late, ...story.room.since(2).messages] });
  reader.shows();
});

twins('two readers that were told different things of one change', ['I4', 'I6'], (story, isBroken) => {
  const [first, second] = [story.reader('ada'), story.reader('bo')];
  const message = story.room.write('ada', 'm1');
  first.follows();
  second.follows(isBroken ? { messages: [{ ...message, text: 'another' }] } : {});
  first.shows();
  second.shows({ messages: [message] });
});

twins('two readers that were told of different seats at one position', ['I4', 'I6'], (story, isBroken) => {
  const [first, second] = [story.reader('ada'), story.reader('bo')];
  const seat = story.room.seat('ada');
  first.follows();
  second.follows(isBroken ? { members: [{ ...seat, leftAt: '2030-01-01T00:00:00.000Z' }] } : {});
  first.shows();
  second.shows({ members: ['ada'] });
});

twins('a message that had another seq for a while', ['I4'], (story, isBroken) => {
  const reader = story.reader('ada');
  const message = story.room.write('ada', 'm1');
  reader.follows();
  if (isBroken) {
    story.room.edit(message, { seq: 2 });
    story.room.write('bo', 'm2', { seq: 1 });
  }
  reader.follows();
  reader.shows();
});

twins('an answer to somebody who reacts with another seq than readers saw', ['I4', 'I6'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const reaction = story.changes('react', 'bo', message, { emoji: '👍' });
  const reacted = story.room.toggle(message, 'bo', '👍');
  reaction.ok(isBroken ? { ...reacted, seq: 2 } : reacted);
  story.reader('cy').shows();
});

twins('an answer to a sender with another seq than readers saw', ['I4'], (story, isBroken) => {
  story.room.write('ada', 'm1', { id: 'moved' });
  const reader = story.reader('bo');
  if (isBroken) {
    const [message] = story.room.reset().messages;
    if (message) story.room.edit(message, { seq: 2 });
    story.room.write('cy', 'm2', { seq: 1 });
    reader.follows();
  }
  reader.shows();
});
