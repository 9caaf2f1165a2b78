import { twins } from '../stories/twins.js';

twins('a text that nobody asked for', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  if (!isBroken) story.changes('edit', 'ada', message, { text: 'another text' }).info();
  story.room.rewrite(message, 'another text');
  story.reader('bo').shows();
});

twins('a text of before a later edit that comes back', ['changes'], (story, isBroken) => {
  const first = story.edited(story.room.write('ada', 'm1'), 'the first');
  // What had no answer may come to be at any time.
  if (!isBroken) story.changes('edit', 'ada', first, { text: 'the first' }).info();
  const second = story.edited(first, 'the second');
  story.room.rewrite(second, 'the first');
  story.reader('bo').shows();
});

twins('a text that comes back, and one that was written late', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const first = story.changes('edit', 'ada', message, { text: 'the first' });
  if (isBroken) first.ok(story.room.rewrite(message, 'the first'));
  const second = story.edited(message, 'the second');
  const last = story.room.rewrite(second, 'the first');
  if (!isBroken) first.ok(last);
  story.reader('bo').shows();
});

twins('a deletion that nobody asked for', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const deletion = story.changes('delete', 'ada', message);
  story.room.empty(message);
  if (isBroken) deletion.fail('rate_limited');
  else deletion.info();
  story.reader('bo').shows();
});

twins('a reaction that nobody asked for', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const what = { emoji: isBroken ? '🎉' : '👍' };
  story.changes('react', 'cy', message, what).info();
  story.room.toggle(message, 'cy', '👍');
  story.reader('bo').shows();
});

twins('a reaction that is gone and that nobody took back', ['changes'], (story, isBroken) => {
  const reacted = story.toggled('react', story.room.write('ada', 'm1'), 'cy');
  if (isBroken) story.room.toggle(reacted, 'cy', '👍');
  else story.toggled('unreact', reacted, 'cy');
  story.reader('bo').shows();
});

twins('a reaction that comes back after it was taken back', ['changes'], (story, isBroken) => {
  const reacted = story.toggled('react', story.room.write('ada', 'm1'), 'cy');
  const taken = story.toggled('unreact', reacted, 'cy');
  if (isBroken) story.room.toggle(taken, 'cy', '👍');
  else story.toggled('react', taken, 'cy');
  story.reader('bo').shows();
});

twins('an edit that loses a reaction', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const reacted = story.toggled('react', message, 'cy');
  story.changes('unreact', 'cy', message, { emoji: '👍' }).info();
  story.edited(isBroken ? { ...reacted, reactions: [] } : reacted, 'another text');
  story.reader('bo').shows();
});

twins('two reactions of which only one is left', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const first = story.toggled('react', message, 'cy');
  story.changes('unreact', 'cy', message, { emoji: '👍' }).info();
  story.toggled('react', isBroken ? message : first, 'dee');
  story.reader('bo').shows();
});

twins('a row that is not what was committed last', ['changes'], (story, isBroken) => {
  story.bystanders();
  const message = story.room.write('ada', 'm1');
  const version = story.edited(message, 'another text');
  if (isBroken) story.room.keep({ ...version, text: message.text });
});

twins('reactions that a message shows and that are not there', ['changes'], (story, isBroken) => {
  const reacted = story.toggled('react', story.room.write('ada', 'm1'), 'cy');
  if (isBroken) story.room.disagree(reacted, []);
  story.reader('bo').shows();
});

twins('a count of reactions that is not as many as there are', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.changes('react', 'cy', message, { emoji: '👍' }).info();
  story.room.edit(message, { reactions: [{ emoji: '👍', count: isBroken ? 2 : 1, userIds: ['cy'] }] });
  story.reader('bo').shows();
});

twins('an edit whose acknowledgement names no message', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const edit = story.changes('edit', 'ada', message, { text: 'another text' });
  const edited = story.room.rewrite(message, 'another text');
  edit.ok(isBroken ? undefined : edited);
  story.reader('bo').shows();
});

twins('an edit whose acknowledgement names another message', ['changes'], (story, isBroken) => {
  const [message, other] = ['m1', 'm2'].map((clientId) => story.room.write('ada', clientId));
  if (!message || !other) return;
  story.changes('edit', 'ada', other, { text: 'another text' }).info();
  const edit = story.changes('edit', 'ada', message, { text: 'another text' });
  edit.ok(story.room.rewrite(isBroken ? other : message, 'another text'));
  story.reader('bo').shows();
});

twins('an edit that is acknowledged and was not done', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const edit = story.changes('edit', 'ada', message, { text: 'another text' });
  edit.ok(isBroken ? message : story.room.rewrite(message, 'another text'));
  story.reader('bo').shows();
});

twins('a reaction that is acknowledged and was not done', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const reaction = story.changes('react', 'cy', message, { emoji: '👍' });
  reaction.ok(isBroken ? message : story.room.toggle(message, 'cy', '👍'));
  story.reader('bo').shows();
});

twins('a reaction that is taken back, acknowledged, and still there', ['changes'], (story, isBroken) => {
  const reacted = story.toggled('react', story.room.write('ada', 'm1'), 'cy');
  const back = story.changes('unreact', 'cy', reacted, { emoji: '👍' });
  back.ok(isBroken ? reacted : story.room.toggle(reacted, 'cy', '👍'));
  story.reader('bo').shows();
});

twins('a deletion whose answer shows the message as it was', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const deletion = story.changes('delete', 'ada', message);
  const deleted = story.room.empty(message);
  deletion.ok(isBroken ? message : deleted);
  story.reader('bo').shows();
});

twins('a deletion that is acknowledged and was not done', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const deletion = story.changes('delete', 'ada', message);
  if (!isBroken) story.room.empty(message);
  deletion.ok();
  story.reader('bo').shows();
});

twins('an acknowledged edit of a message that is gone', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const edited = story.edited(message, 'another text');
  if (isBroken) {
    story.room.lose(edited);
    story.room.head.position = 0;
  }
  story.reader('bo').shows();
});

twins('an acknowledged edit that the table forgets', ['changes'], (story, isBroken) => {
  story.bystanders();
  const message = story.room.write('ada', 'm1');
  const other = story.room.write('ada', 'm2');
  const edited = story.edited(message, 'another text');
  story.edited(other, 'a third text');
  if (isBroken) story.room.keep({ ...edited, position: 1 });
});

twins('an edit of a version that takes the place of another one', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const reacted = story.toggled('react', message, 'cy');
  const { position } = isBroken ? message : reacted;
  story.edited(reacted, 'another text', { position });
  story.reader('bo').shows();
});

twins('an edit of a version that is asked for once more after others came', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const { position } = message;
  const what = { text: 'another text', position };
  story.changes('edit', 'ada', message, what).info();
  const edited = story.room.rewrite(message, 'another text');
  const reacted = story.toggled('react', edited, 'cy');
  const again = story.changes('edit', 'ada', message, isBroken ? { ...what, text: 'a third text' } : what);
  again.ok(isBroken ? story.room.rewrite(reacted, 'a third text') : reacted);
  story.reader('bo').shows();
});

twins('an answer that is older than one of before', ['changes'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const first = story.changes('react', 'bo', message, { emoji: '👍' });
  const second = isBroken ? undefined : story.changes('react', 'cy', message, { emoji: '👍' });
  const one = story.room.toggle(message, 'cy', '👍');
  const both = story.room.toggle(one, 'bo', '👍');
  first.ok(both);
  (second ?? story.changes('react', 'cy', message, { emoji: '👍' })).ok(one);
  story.reader('dee').shows();
});
