/** The screens around the rooms. `details` and what follows is about the room that is shown. */
export const places = [
  'home',
  'rooms',
  'discover',
  'create',
  'people',
  'match',
  'bookmarks',
  'invite',
  'details',
  'pins',
  'scheduled',
  'members',
  'addMember',
  'invites',
  'sanctions',
  'roomSettings',
] as const;
/**
 * One of {@link places}; `person/` and an id: somebody whom one meets in the room that is shown; `thread/` and an id: the thread on
 * a message of it, and after another slash the seq of the message in it that is looked for.
 */
export type PlaceName = (typeof places)[number] | `person/${string}` | `thread/${string}`;
