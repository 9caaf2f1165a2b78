import type { OwedMail } from '../../history/events.js';
import type { Story } from '../stories/story.js';
import { twins } from '../stories/twins.js';

const owed: OwedMail = { to: 'ada@example.com', kind: 'verify_email' };
const second = { messageId: '<2@localhost>' };

/** Somebody gives an address, and is promised a mail. */
const registers = (story: Story): void => {
  story.reader('bo').shows();
  story.asks('register', owed).ok();
};

twins('a mail that is owed and never comes', ['I13'], (story, isBroken) => {
  registers(story);
  if (!isBroken) story.mailed(owed);
});

twins('one mail where two are owed', ['I13'], (story, isBroken) => {
  registers(story);
  story.asks('setEmail', owed).ok();
  story.mailed(owed);
  if (!isBroken) story.mailed(owed, second);
});

twins('a mail to somebody who asked for none', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed);
  if (isBroken) story.mailed({ ...owed, to: 'eve@example.com' }, second);
});

twins('a mail for what was refused', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed);
  if (isBroken) story.mailed({ ...owed, kind: 'email_changed' }, second);
  story.asks('verify', { ...owed, kind: 'email_changed' }, 'spent').fail('invalid_token');
  story.asks('verify', null, 'spent').ok();
});

twins('a mail that comes again though its sender was told', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed, { isTold: isBroken });
  story.mailed(owed);
});

twins('a mail that has another name each time that it is brought', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed, { isTold: false });
  story.mailed(owed, isBroken ? second : {});
});

twins('a mail that has another link when it comes again', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed, { isTold: false });
  story.mailed(owed, isBroken ? { token: 'another' } : {});
});

twins('a link that works twice', ['I13'], (story, isBroken) => {
  story.reader('bo').shows();
  story.asks('verify', null, 'link').ok();
  const again = story.asks('verify', null, 'link');
  if (isBroken) again.ok();
  else again.fail('invalid_token');
});

twins('a link that never works', ['I13'], (story, isBroken) => {
  story.reader('bo').shows();
  const use = story.asks('reset', null, 'link');
  if (isBroken) use.fail('invalid_token');
  else use.ok();
});

twins('a mail that is kept and never came', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed);
  story.leaves({ from: 'tables', table: 'mails', id: isBroken ? '2' : '1', ...owed });
});

twins('a job that is left', ['I13'], (story, isBroken) => {
  registers(story);
  story.mailed(owed);
  if (isBroken) story.leaves({ from: 'tables', table: 'jobs', name: 'mail.send', attempts: 3 });
});
