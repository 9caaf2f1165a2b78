import { twins } from '../stories/twins.js';

twins('an acknowledged message that is gone', ['I1'], (story, isBroken) => {
  const reader = story.reader('bo');
  const message = story.sent('ada', 'm1');
  if (isBroken) story.room.lose(message);
  else reader.follows();
  reader.shows();
});

twins('an acknowledged message that was deleted, and one that is gone', ['I1'], (story, isBroken) => {
  const message = story.sent('ada', 'm1');
  if (isBroken) story.room.lose(message);
  else story.deleted(message);
  story.reader('bo').shows();
});

twins('an acknowledged message whose row has a text that was refused', ['I1', 'changes'], (story, isBroken) => {
  const message = story.sent('ada', 'm1');
  const edit = story.changes('edit', 'ada', message, { text: 'another' });
  story.room.rewrite(message, 'another');
  if (isBroken) edit.fail('rate_limited');
  else edit.info();
  story.reader('bo').shows();
});

twins('an acknowledged message whose row has another text and was not edited', ['I1'], (story, isBroken) => {
  const message = story.sent('ada', 'm1');
  story.changes('edit', 'ada', message, { text: 'another' }).info();
  story.room.edit(message, { text: 'another', editedAt: isBroken ? null : '2030-01-01T00:00:00.000Z' });
  story.reader('bo').shows();
});

twins('a repetition that is answered with a text that nobody gave it', ['I1', 'I6'], (story, isBroken) => {
  const message = story.sent('ada', 'm1');
  const edited = story.edited(message, 'another');
  story.sends('ada', 'm1').ok(isBroken ? { ...edited, text: 'a third one' } : edited);
  story.reader('bo').shows();
});

twins('an acknowledgement with another text than was sent', ['I1'], (story, isBroken) => {
  const attempt = story.sends('ada', 'm1', { text: isBroken ? 'what was meant' : undefined });
  attempt.ok(story.room.write('ada', 'm1'));
  story.reader('bo').shows();
});

twins('an acknowledged message whose row got another seq', ['I1', 'I4'], (story, isBroken) => {
  const message = story.sent('ada', 'm1');
  if (isBroken) {
    story.room.edit(message, { seq: 2 });
    story.room.write('bo', 'm2', { seq: 1 });
  }
  story.reader('bo').shows();
});

twins('an acknowledged message that is there twice', ['I1', 'I3'], (story, isBroken) => {
  story.bystanders();
  const message = story.sent('ada', 'm1');
  // Whoever is connected shows it once, or twice.
  story.reader('bo').shows({ isConnected: false });
  if (isBroken) story.room.duplicate(message);
});

twins('an acknowledgement that names no message', ['I1'], (story, isBroken) => {
  const attempt = story.sends('ada', 'm1');
  const message = story.room.write('ada', 'm1');
  if (isBroken) attempt.okWithoutMessage();
  else attempt.ok(message);
  story.reader('bo').shows();
});
