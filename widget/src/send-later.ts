import { ParleyLater } from './components/later/parley-later.js';
import { ParleyLaterCard } from './components/later/parley-later-card.js';
import { ParleyLaterNote } from './components/later/parley-later-note.js';
import { defineElements } from './define.js';

export { SendLater } from './controllers/send-later.js';

// What people add to a room imports this module when somebody first types.
defineElements({
  'parley-later': ParleyLater,
  'parley-later-card': ParleyLaterCard,
  'parley-later-note': ParleyLaterNote,
});
