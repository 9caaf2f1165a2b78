import { twins } from '../stories/twins.js';

twins('a refusal with a code that the fault does not allow', ['answers'], (story, isBroken) => {
  story.mayRefuseWith(isBroken ? ['unavailable'] : ['unavailable', 'forbidden']);
  story.sends('ada', 'm1').fail();
  story.reader('bo').shows();
});

twins('an end without a beginning', ['answers'], (story, isBroken) => {
  story.sends('ada', 'm1').fail();
  if (isBroken) story.forgetBeginning();
  story.reader('bo').shows();
});

twins('a refusal of somebody as banned whom nobody banned', ['answers'], (story, isBroken) => {
  story.mayRefuseWith(['unavailable']);
  story.moderates('ban', isBroken ? 'bo' : 'ada').ok();
  story.sends('ada', 'm1').fail('banned');
  story.reader('bo').shows();
});

twins('a refusal of somebody before they are banned', ['answers'], (story, isBroken) => {
  const send = story.sends('ada', 'm1');
  if (isBroken) send.fail('banned');
  const ban = story.moderates('ban', 'ada');
  if (!isBroken) send.fail('banned');
  ban.ok();
  story.reader('bo').shows();
});

twins('a refusal of somebody long after they were let in again', ['answers'], (story, isBroken) => {
  story.moderates('remove', 'ada').ok();
  story.moderates('add', 'ada').ok();
  story.waits(isBroken ? 5_001 : 4_999);
  story.sends('ada', 'm1').fail('room_not_found');
  story.reader('bo').shows();
});
