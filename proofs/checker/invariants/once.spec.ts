import { twins } from '../stories/twins.js';

twins('a message that was written twice', ['I2'], (story, isBroken) => {
  story.sends('ada', 'm1').info();
  story.room.write('ada', 'm1');
  const again = story.sends('ada', isBroken ? 'm1' : 'm2');
  again.info();
  story.room.write('ada', isBroken ? 'm1' : 'm2', { id: 'second' });
  story.reader('bo').shows();
});

twins('a message that was written twice, once for a while only', ['I2'], (story, isBroken) => {
  story.sends('ada', 'm1').info();
  const doubled = story.room.write('ada', 'm1', { id: 'double' });
  if (isBroken) {
    story.room.lose(doubled);
    story.room.write('ada', 'm1', { position: 2 });
  }
  story.reader('bo').shows();
});

twins('a retry that is answered with another message', ['I2'], (story, isBroken) => {
  const first = story.sends('ada', 'm1');
  const message = story.room.write('ada', 'm1');
  first.ok(message);
  const text = message.text;
  const other = story.room.write('ada', 'm1b', { text });
  story.sends('ada', 'm1').ok(isBroken ? other : message);
  story.reader('bo').shows();
});

twins("an answer that names somebody else's message", ['I2'], (story, isBroken) => {
  const attempt = story.sends('ada', 'm1');
  const { text } = story.room.write('bo', 'm9', { text: story.room.textOf('ada', 'm1') });
  const own = story.room.write('ada', 'm1', { text });
  const [foreign] = story.room.reset().messages;
  attempt.ok(isBroken && foreign ? foreign : own);
  story.reader('bo').shows();
});

twins('a message that was refused every time, and is there', ['I2'], (story, isBroken) => {
  story.sends('ada', 'm1').fail();
  const second = story.sends('ada', 'm1');
  if (isBroken) second.fail();
  else second.info();
  story.room.write('ada', 'm1');
  story.reader('bo').shows();
});

twins('a refusal that is sure, and one of a client that may have tried before', ['I2'], (story, isBroken) => {
  // A reader without a connection of its own is the SDK: what it was refused last says nothing of its earlier tries.
  const reader = story.reader('ada');
  story.sends('ada', 'm1', { client: 'ada-client', connection: isBroken ? 'ada-client#1' : null }).fail();
  story.room.write('ada', 'm1');
  reader.follows();
  reader.shows();
});

twins('a message of which no attempt came to an end', ['I2'], (story, isBroken) => {
  story.sends('ada', 'm1');
  const other = story.sends('ada', 'm2');
  if (isBroken) other.fail();
  story.room.write('ada', 'm1');
  story.room.write('ada', 'm2');
  story.reader('bo').shows();
});
