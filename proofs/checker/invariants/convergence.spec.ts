import { twins } from '../stories/twins.js';

twins('a client that is behind', ['I12'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  if (!isBroken) reader.follows();
  reader.shows();
});

twins('a connected client that is behind, and one that is cut off', ['I12'], (story, isBroken) => {
  story.bystanders();
  const reader = story.reader('bo');
  reader.shows({ isConnected: isBroken, standing: { epoch: story.room.epoch, position: -1 } });
});

twins('a client of another epoch', ['I12'], (story, isBroken) => {
  const reader = story.reader('bo');
  reader.shows({ standing: { epoch: isBroken ? 'epoch-0' : story.room.epoch, position: 0 } });
});

twins('a client that lost a message in the middle, and one that let go of its oldest', ['I12'], (story, isBroken) => {
  const [first, , last] = ['m1', 'm2', 'm3'].map((clientId) => story.room.write('ada', clientId));
  const reader = story.reader('bo');
  const held = (isBroken ? [first, last] : [last]).flatMap((message) => message ?? []);
  reader.shows({ messages: held });
});

twins('a client that holds nothing', ['I12'], (story, isBroken) => {
  story.room.write('ada', 'm1');
  story.reader('bo').shows(isBroken ? { messages: [] } : {});
});

twins('a client that shows an older version', ['I12'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const edited = story.edited(message, 'edited');
  story.reader('bo').shows({ messages: [isBroken ? message : edited] });
});

twins('a client that does not show a reaction', ['I12'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const reacted = story.toggled('react', message, 'cy');
  story.reader('bo').shows({ messages: [isBroken ? message : reacted] });
});

twins('a client that does not show that a message is pinned', ['I12'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const pinned = story.room.edit(message, { pinnedAt: '2030-01-01T00:00:00.000Z' });
  story.reader('bo').shows({ messages: [isBroken ? message : pinned] });
});

twins('a client that shows what was deleted', ['I12', 'deletions'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  const deleted = story.deleted(message);
  story.reader('bo').shows({ messages: [isBroken ? message : deleted] });
});

twins('a client that shows a message twice', ['I12'], (story, isBroken) => {
  const message = story.room.write('ada', 'm1');
  story.reader('bo').shows({ messages: isBroken ? [message, message] : [message] });
});

twins('a client that does not show a seat', ['I12'], (story, isBroken) => {
  story.room.seat('ada');
  story.reader('bo').shows(isBroken ? { members: [] } : {});
});

twins('a client that shows a seat that was left', ['I12'], (story, isBroken) => {
  story.room.seat('ada');
  story.room.leave('ada');
  story.reader('bo').shows({ members: isBroken ? ['ada'] : [] });
});

twins('a client that does not show a seat, in a small room and in a large one', ['I12'], (story, isBroken) => {
  for (let at = 0; at < (isBroken ? 200 : 201); at += 1) story.room.seat(`member-${at}`, { position: 0 });
  story.reader('bo').shows({ members: [] });
});

twins('a client of a room that does not exist', ['I12'], (story, isBroken) => {
  const reader = story.reader('bo');
  reader.shows();
  reader.shows({ roomId: isBroken ? 'nowhere' : story.room.roomId });
});

twins('a message committed after clients were asked, told and not told', ['I12'], (story, isBroken) => {
  story.room.seat('ada');
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  reader.follows();
  reader.shows();
  story.room.write('ada', 'm2');
  story.room.leave('ada');
  if (!isBroken) reader.follows();
});

twins('a client that lacked a message when it was asked, before a later one came', ['I12'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.room.write('ada', 'm1');
  reader.follows();
  reader.shows(isBroken ? { messages: [] } : {});
  story.room.write('ada', 'm2');
  reader.follows();
});

twins('a client that is behind and not kept out', ['I12'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.moderates('ban', isBroken ? 'ada' : 'bo').ok();
  story.room.ban(isBroken ? 'ada' : 'bo');
  reader.shows();
});

twins('a client that does not come back when it is let in again', ['I12'], (story, isBroken) => {
  const reader = story.reader('bo');
  story.moderates('ban', 'bo').ok();
  story.room.ban('bo');
  story.moderates('unban', 'bo').ok();
  story.room.leave('bo');
  story.waits(isBroken ? 10_001 : 9_999);
  reader.shows();
});
