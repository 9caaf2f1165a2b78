import { twins } from '../stories/twins.js';

twins('a hole in the seqs', ['I3'], (story, isBroken) => {
  story.room.write('ada', 'm1');
  story.room.write('ada', 'm2', { seq: isBroken ? 3 : 2 });
  story.reader('bo').shows();
});

twins('a room that begins with seq 2', ['I3'], (story, isBroken) => {
  story.room.write('ada', 'm1', { seq: isBroken ? 2 : 1 });
  story.reader('bo').shows();
});

twins('two messages of one seq', ['I3'], (story, isBroken) => {
  story.room.write('ada', 'm1');
  story.room.write('ada', 'm2', { seq: isBroken ? 1 : 2 });
  story.reader('bo').shows();
});

twins('a last seq that no message has', ['I3'], (story, isBroken) => {
  story.room.write('ada', 'm1');
  if (isBroken) story.room.head.lastSeq += 1;
  story.reader('bo').shows();
});

twins('a position of two changes', ['I3'], (story, isBroken) => {
  story.bystanders();
  story.room.seat('ada');
  story.room.write('ada', 'm1');
  // Nobody was told: two readers that held different things for one change would be of two minds, too.
  const reader = story.reader('bo');
  reader.shows({ isConnected: false });
  story.room.seat('cy', { position: isBroken ? 2 : 3 });
});

twins('an edit at the position of a change before', ['I3'], (story, isBroken) => {
  story.bystanders();
  const message = story.room.write('ada', 'm1');
  story.room.write('ada', 'm2');
  const edit = story.changes('edit', 'ada', message, { text: 'another text' });
  const edited = { text: 'another text', editedAt: '2030-01-01T00:00:00.000Z' };
  // Nobody is told: for whoever is, one position would be two things, too.
  edit.ok(story.room.edit(message, { ...edited, position: isBroken ? 2 : 3 }));
});

twins('a position that falls', ['I3'], (story, isBroken) => {
  story.room.write('ada', 'm1', { position: isBroken ? 2 : 1 });
  story.room.write('ada', 'm2', { position: isBroken ? 1 : 2 });
  story.reader('bo').shows();
});

twins('a room that stands where nothing changed', ['I3'], (story, isBroken) => {
  story.room.write('ada', 'm1');
  if (isBroken) story.room.head.position += 1;
  story.reader('bo').shows();
});

twins('a seat without a position, and a room behind its last change', ['I3'], (story, isBroken) => {
  story.bystanders();
  story.room.seat('ada', { position: 0 });
  story.room.seat('bo', { position: 0 });
  story.room.write('ada', 'm1');
  story.reader('cy').shows({ isConnected: false });
  if (isBroken) story.room.head.position = 0;
});
