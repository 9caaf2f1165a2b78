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
