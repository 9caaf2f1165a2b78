import { twins } from '../stories/twins.js';

twins('a message behind one that was invoked after its acknowledgement', ['I5'], (story, isBroken) => {
  const first = story.sends('ada', 'm1');
  first.ok(story.room.write('ada', 'm1', { seq: isBroken ? 2 : 1 }));
  const second = story.sends('bo', 'm2');
  second.ok(story.room.write('bo', 'm2', { seq: isBroken ? 1 : 2 }));
  story.reader('cy').shows();
});

twins('a message whose author never learned of it, in front of one acknowledged before', ['I5'], (story, isBroken) => {
  const early = isBroken ? undefined : story.sends('bo', 'm2');
  const first = story.sends('ada', 'm1');
  first.ok(story.room.write('ada', 'm1', { seq: 2 }));
  const second = early ?? story.sends('bo', 'm2');
  second.info();
  story.room.write('bo', 'm2', { seq: 1 });
  story.reader('cy').shows();
});

twins('two messages of one connection in the other order', ['I5'], (story, isBroken) => {
  const first = story.sends('ada', 'm1', { connection: 'ada#1' });
  // On two connections nobody can tell which was first.
  const second = story.sends('ada', 'm2', { connection: isBroken ? 'ada#1' : 'ada#2' });
  second.ok(story.room.write('ada', 'm2'));
  first.ok(story.room.write('ada', 'm1'));
  story.reader('bo').shows();
});

twins('a message that overtook on its connection, and one that had been tried before', ['I5'], (story, isBroken) => {
  if (!isBroken) story.sends('ada', 'm2', { connection: 'ada#0' }).info();
  const first = story.sends('ada', 'm1', { connection: 'ada#1' });
  const second = story.sends('ada', 'm2', { connection: 'ada#1' });
  const overtaken = story.room.write('ada', 'm2');
  first.ok(story.room.write('ada', 'm1'));
  second.ok(overtaken);
  story.reader('bo').shows();
});

twins('a repetition that was acknowledged late, and a message that came in between', ['I5'], (story, isBroken) => {
  const first = story.sends('ada', 'm1');
  const message = story.room.write('ada', 'm1', { seq: isBroken ? 2 : 1 });
  // Its earliest acknowledgement counts.
  first.ok(message);
  const second = story.sends('bo', 'm2');
  story.sends('ada', 'm1').ok(message);
  second.ok(story.room.write('bo', 'm2', { seq: isBroken ? 1 : 2 }));
  story.reader('cy').shows();
});

twins(
  'a message that overtook on its connection, and one that went out elsewhere as well',
  ['I5'],
  (story, isBroken) => {
    const first = story.sends('ada', 'm1', { connection: 'ada#1' });
    const second = story.sends('ada', 'm2', { connection: 'ada#1' });
    const copy = story.sends('ada', 'm2', { connection: 'ada#2' });
    const overtaken = story.room.write('ada', 'm2');
    if (isBroken) copy.fail();
    else copy.ok(overtaken);
    first.ok(story.room.write('ada', 'm1'));
    second.ok(overtaken);
    story.reader('bo').shows();
  },
);
