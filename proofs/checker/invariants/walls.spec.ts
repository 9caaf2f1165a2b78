import { twins } from '../stories/twins.js';

twins('a client that receives a room of another tenant', ['I8'], (story, isBroken) => {
  const room = story.makeRoom('elsewhere', 'tenant-b', 'public');
  room.write('eve', 'm1');
  story.reader('bo', room, isBroken ? 'tenant-a' : 'tenant-b').shows();
});

twins('a text of another room', ['I8'], (story, isBroken) => {
  const other = story.makeRoom('elsewhere', 'tenant-b', 'public');
  story.sends('eve', 'm1', { text: 'a secret' }, other).info();
  story.room.write('ada', 'm1', { text: isBroken ? 'a secret' : 'a greeting' });
  story.reader('bo').shows();
});

twins('the edited text of another room', ['I8'], (story, isBroken) => {
  const other = story.makeRoom('elsewhere', 'tenant-b', 'public');
  const message = other.write('eve', 'm1');
  story.changes('edit', 'eve', message, { text: 'a secret' }, other).info();
  story.room.write('ada', 'm1', { text: isBroken ? 'a secret' : 'a greeting' });
  story.reader('bo').shows();
});

twins('a text of another room that was only shown in the end', ['I8'], (story, isBroken) => {
  const other = story.makeRoom('elsewhere', 'tenant-a', 'public');
  story.sends('eve', 'm1', { text: 'a secret' }, other).info();
  const message = story.room.write('ada', 'm1', { text: isBroken ? 'a secret' : 'a greeting' });
  const reader = story.reader('bo');
  reader.opens({ messages: [message] });
  reader.shows();
});

twins('a private room told to whoever has no seat', ['I8'], (story, isBroken) => {
  const room = story.makeRoom('back-room', 'tenant-a', 'private');
  room.seat('ada');
  const reader = story.reader('ada', room);
  room.write('ada', 'm1');
  reader.follows();
  reader.shows();
  story.reader(isBroken ? 'bo' : 'ada', room).shows();
});

twins('a private room told on to whoever left it', ['I8'], (story, isBroken) => {
  const room = story.makeRoom('back-room', 'tenant-a', 'private');
  room.seat('ada');
  room.seat('bo');
  const reader = story.reader('bo', room);
  room.leave('bo');
  room.write('ada', 'm1');
  if (!isBroken) room.seat('bo');
  reader.follows();
  reader.shows();
});
