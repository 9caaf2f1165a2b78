import type { OwedMail } from '../../history/events.js';
import type { Story } from '../stories/story.js';
import { twins } from '../stories/twins.js';

const owed: OwedMail = { to: 'ada@example.com', kind: 'verify_email' };

twins('a request that is refused', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  const request = story.asks('setEmail', null);
  if (isBroken) request.fail('email_taken');
  else request.ok();
});

twins('a link that is refused for another reason than that it was used', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  story.asks('reset', null, 'link').ok();
  story.asks('reset', null, 'link').fail(isBroken ? 'rate_limited' : 'invalid_token');
});

twins('a request without an answer', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  const request = story.asks('forgot', null);
  if (!isBroken) request.ok();
});

twins('a request whose answer says nothing', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  const request = story.asks('forgot', null);
  if (isBroken) request.info();
  else request.ok();
});

twins('a request that waits for the mail server', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  const request = story.asks('forgot', null);
  story.waits(isBroken ? 5_001 : 4_999);
  request.ok();
});

/** Ten people make an account with an address and ten without, at the same time. */
function twentyRegister(story: Story, mailMs: number, plainMs: number): void {
  story.troubled();
  for (let at = 0; at < 10; at += 1) {
    const plain = story.asks('register', null);
    story.waits(plainMs);
    plain.ok();
    const request = story.asks('register', owed);
    story.waits(mailMs);
    request.ok();
    story.mailed(owed, { messageId: `<${at}@localhost>` });
  }
}

twins('requests that are slower where a mail follows', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  twentyRegister(story, isBroken ? 610 : 590, 300);
});

twins('requests that are slower by more than a moment where a mail follows', ['requests'], (story, isBroken) => {
  story.reader('bo').shows();
  twentyRegister(story, isBroken ? 280 : 260, 20);
});
