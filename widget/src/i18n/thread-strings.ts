/** Words of the screen of a thread. */
export const threadStrings = {
  /** Above what people answered. */
  replies: (count: number) => (count === 1 ? '1 reply' : `${count} replies`),
  none: 'No replies yet',
  rootDeleted: 'The message was deleted: nobody can reply to it any more.',
} as const;
