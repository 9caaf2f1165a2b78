/** The screens around the rooms. `details` is about the room that is shown. */
export const places = ['home', 'rooms', 'discover', 'create', 'people', 'match', 'invite', 'details'] as const;
/** One of {@link places}. */
export type PlaceName = (typeof places)[number];
