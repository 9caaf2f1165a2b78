import { twins } from '../stories/twins.js';

twins('a count that is not last seq less pointer', ['I10'], (story, isBroken) => {
  story.sent('ada', 'm1');
  story.sent('ada', 'm2');
  story.room.read('bo', 1);
  story.unread('bo', [[story.room, isBroken ? 2 : 1]]);
  story.reader('bo').shows();
});

twins('a total that is not the sum', ['I10'], (story, isBroken) => {
  const other = story.makeRoom('other', 'tenant-a', 'public');
  story.sent('ada', 'm1');
  other.write('ada', 'm2');
  const rooms = [
    [story.room, 1],
    [other, 1],
  ] as const;
  story.room.read('bo', 0);
  story.unread('bo', [...rooms.map(([room, unread]): [typeof other, number] => [room, unread])], isBroken ? 3 : 2);
  story.reader('bo').shows();
});

twins('an own message that is unread', ['I10'], (story, isBroken) => {
  story.sent('ada', 'm1');
  story.room.read('ada', isBroken ? 0 : 1);
  story.reader('bo').shows();
});
