import { ParleyDiscover } from './components/discover/parley-discover.js';
import { ParleyCreate } from './components/create/parley-create.js';
import { ParleyInvite } from './components/invite/parley-invite.js';
import { ParleyPeople } from './components/people/parley-people.js';
import { ParleyMatch } from './components/match/parley-match.js';
import { defineElements } from './define.js';

// The screens around the rooms import this module when one of these is first asked for.
defineElements({
  'parley-discover': ParleyDiscover,
  'parley-create': ParleyCreate,
  'parley-people': ParleyPeople,
  'parley-match': ParleyMatch,
  'parley-invite': ParleyInvite,
});
