import { twins } from '../stories/twins.js';

twins('a batch applied over a gap', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  if (!isBroken) reader.follows();
  story.room.write('ada', 'm2');
  reader.follows(isBroken ? { after: 1 } : {});
  reader.shows();
});

twins('a batch of another epoch applied as if it were the next one', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  reader.follows(isBroken ? { epoch: 'epoch-0' } : {});
  reader.shows({ standing: { epoch: story.room.epoch, position: 1 } });
});

twins('a client that stands elsewhere than what it applied goes', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  story.room.write('ada', 'm2');
  reader.follows({}, isBroken ? { after: { epoch: story.room.epoch, position: 1 } } : {});
  reader.shows();
});

twins('a position that falls within an epoch', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  const early = story.room.reset();
  story.room.write('ada', 'm2');
  reader.follows();
  if (isBroken) reader.answered({}, early);
  reader.opens();
  reader.shows();
});

twins('an answer that is older than the question', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  reader.follows();
  const { epoch } = story.room;
  reader.answered({ epoch, position: isBroken ? 2 : 1 }, story.room.reset());
  reader.shows();
});

twins('an answer that begins elsewhere than was asked', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  const { epoch } = story.room;
  reader.answered({ epoch, position: isBroken ? 1 : 0 }, { ...story.room.since(0), position: 1 });
  reader.shows();
});

twins('a continuation for whoever asked for everything', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  reader.answered(isBroken ? {} : { epoch: story.room.epoch, position: 0 }, story.room.since(0));
  reader.shows();
});

twins('an answer that leaves a message out', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  const last = story.room.write('ada', 'm2');
  reader.syncs(isBroken ? { messages: [last] } : {});
  // What it shows is mended by nobody's doing, so that only the answer is wrong.
  reader.shows({ messages: story.room.reset().messages });
});

twins('an answer that leaves a seat out', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.seat('ada');
  story.room.write('ada', 'm1');
  reader.syncs(isBroken ? { members: [] } : {});
  reader.shows({ members: ['ada'] });
});

twins('a frame that leaves a message of its commit out', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  const first = story.room.write('ada', 'm1');
  story.room.write('ada', 'm2');
  reader.follows(isBroken ? { messages: [first] } : {});
  reader.shows({ messages: story.room.reset().messages });
});

twins('an answer of a message that changed twice, and one that holds its older version', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  const message = story.room.write('ada', 'm1');
  story.edited(message, 'edited');
  reader.syncs(isBroken ? { messages: [message] } : {});
  reader.shows({ messages: story.room.reset().messages });
});

twins('a reset with a hole', ['I7'], (story, isBroken) => {
  const messages = ['m1', 'm2', 'm3'].map((clientId) => story.room.write('ada', clientId));
  const reader = story.reader('bo');
  reader.opens({ messages: messages.filter((_, at) => at === 2 || at === (isBroken ? 0 : 1)) });
  reader.shows({ messages });
});

twins('a reset without the newest message', ['I7'], (story, isBroken) => {
  const first = story.room.write('ada', 'm1');
  story.room.write('ada', 'm2');
  const reader = story.reader('bo');
  reader.opens(isBroken ? { messages: [first] } : {});
  reader.shows({ messages: story.room.reset().messages });
});

twins('a reset that holds nothing of a room in which something was written', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  reader.opens(isBroken ? { messages: [] } : {});
  reader.shows({ messages: story.room.reset().messages });
});

twins('a gap that nobody asked about', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  reader.noticesGap();
  if (!isBroken) reader.syncs();
  reader.shows();
});

twins('a frame that was held and never came to its turn', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  reader.ignores({ position: 1, epoch: isBroken ? story.room.epoch : 'epoch-0' }, 'held');
  reader.shows();
});

twins('a gap noticed before the client was asked what it shows, and after', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  if (isBroken) reader.noticesGap();
  reader.shows();
  if (!isBroken) reader.noticesGap();
});

twins('a frame that holds what was committed after its position', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  const first = story.room.write('ada', 'm1');
  const frame = story.room.since(0);
  const second = story.room.write('ada', 'm2');
  reader.follows({ ...frame, messages: isBroken ? [first, second] : [first] });
  // Whoever is told again what they know is not of two minds about its order.
  reader.follows();
  reader.shows();
});

twins('a frame that holds a message twice', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  const message = story.room.write('ada', 'm1');
  reader.follows({ messages: isBroken ? [message, message] : [message] });
  reader.shows();
});

twins('a reset that holds a seat taken after its position', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  const reset = story.room.reset();
  const seat = story.room.seat('ada');
  reader.opens({ ...reset, members: isBroken ? [seat] : [] });
  reader.syncs();
  reader.shows();
});

twins('a client that moved on without being told', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  if (isBroken) reader.standing = { epoch: story.room.epoch, position: 1 };
  else reader.follows();
  story.room.write('ada', 'm2');
  reader.follows();
  reader.shows({ messages: story.room.reset().messages });
});

twins('a client that went over to another epoch without being told', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  if (isBroken) reader.standing = { epoch: 'epoch-0', position: 0 };
  reader.opens();
  reader.shows();
});

twins('a gap that nobody closes, of a client that is kept out and of another one', ['I7'], (story, isBroken) => {
  const reader = story.reader('bo');
  reader.noticesGap();
  story.moderates('ban', isBroken ? 'ada' : 'bo').ok();
  reader.shows();
});
