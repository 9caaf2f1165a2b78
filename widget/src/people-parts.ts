import { ParleyFace } from './components/face/parley-face.js';
import { ParleyJump } from './components/jump/parley-jump.js';
import { ParleyTyping } from './components/typing/parley-typing.js';
import { defineElements } from './define.js';

export { PeopleController } from './controllers/people-controller.js';

// The panel imports this module once there is a person: a visitor has no rooms, types nothing and is not seen.
defineElements({
  'parley-face': ParleyFace,
  'parley-jump': ParleyJump,
  'parley-typing': ParleyTyping,
});
