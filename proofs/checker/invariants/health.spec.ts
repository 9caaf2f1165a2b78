import { twins } from '../stories/twins.js';

for (const what of ['unexpected-exit', 'unhandled', 'broken-promise'] as const) {
  twins(`a node with ${what}`, ['health'], (story, isBroken) => {
    if (isBroken) story.unwell(what);
    story.reader('bo').shows();
  });
}
