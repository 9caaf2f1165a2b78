/** Words of the screen of a thread. */
export const threadStrings = {
  root: 'Message at the start of the thread',
  none: 'No replies yet',
  rootDeleted: 'The message was deleted: nobody can reply to it any more.',
} as const;
