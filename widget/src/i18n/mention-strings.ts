/** Words of the list of people who can be named. */
export const mentionStrings = {
  list: 'People to mention',
  /** What stands for all members of a room, in a list of people. */
  everybody: 'Everybody here',
  chosen: (name: string, at: number, of: number) => `${name}, ${at} of ${of}. Enter names them.`,
} as const;
