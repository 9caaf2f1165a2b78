import { twins } from '../stories/twins.js';

twins('a reader that applied changes in another order', ['I4'], (story, isBroken) => {
  const [first, second] = [story.reader('ada'), story.reader('bo')];
  story.room.write('ada', 'm1');
  first.follows();
  const [early] = story.room.since(0).messages;
  // Told late and never missed: the frame before claims to be whole without it. Only a log of one change hides that.
  const edited = story.room.write('ada', 'm2');
  first.follows();
  second.follows({ position: 2, messages: story.room.since(0).messages });
  story.room.write('ada', 'm3');
  first.follows();
  second.follows(isBroken && early ? { messages: [...story.room.since(2).messages, early] } : {});
  first.shows();
  second.shows();
  story.probed(edited, true);
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
