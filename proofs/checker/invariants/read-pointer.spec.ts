import { twins } from '../stories/twins.js';

twins('a pointer that falls', ['I11'], (story, isBroken) => {
  story.sent('ada', 'm1');
  story.sent('ada', 'm2');
  story.room.read('bo', 2);
  if (isBroken) story.room.read('bo', 1);
  story.reader('bo').shows();
});

twins('a pointer behind the last message', ['I11'], (story, isBroken) => {
  story.sent('ada', 'm1');
  story.room.read('bo', isBroken ? 2 : 1);
  story.reader('bo').shows();
});

twins('a read that was acknowledged and is lost', ['I11'], (story, isBroken) => {
  story.sent('ada', 'm1');
  story.room.read('bo', isBroken ? 0 : 1);
  story.reads('bo', 1);
  story.reader('bo').shows();
});

twins('a read that is answered with less', ['I11'], (story, isBroken) => {
  story.sent('ada', 'm1');
  story.room.read('bo', 1);
  story.reads('bo', 1, isBroken ? 0 : 1);
  story.reader('bo').shows();
});
