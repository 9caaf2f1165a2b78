import { ParleyAddMember } from './components/details/parley-add-member.js';
import { ParleyDetails } from './components/details/parley-details.js';
import { ParleyInvites } from './components/details/parley-invites.js';
import { ParleyMembers } from './components/details/parley-members.js';
import { ParleyPins } from './components/details/parley-pins.js';
import { ParleyRoomSettings } from './components/details/parley-room-settings.js';
import { ParleySanctions } from './components/details/parley-sanctions.js';
import { defineElements } from './define.js';

// The screens around the rooms import this module when one of these is first asked for.
defineElements({
  'parley-details': ParleyDetails,
  'parley-pins': ParleyPins,
  'parley-members': ParleyMembers,
  'parley-add-member': ParleyAddMember,
  'parley-invites': ParleyInvites,
  'parley-sanctions': ParleySanctions,
  'parley-room-settings': ParleyRoomSettings,
});

/** Loads the list of what is sent later, which shares these screens' parts. */
export const loadScheduled = () => import('./scheduled.js');

/** Loads the screen about somebody, which shares these screens' parts. */
export const loadPerson = () => import('./person.js');
