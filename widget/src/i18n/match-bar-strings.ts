/** Words above a room of strangers. */
export const matchBarStrings = {
  strangers: 'You met by chance. Nobody else can come in.',
  left: 'The other person left.',
  over: 'Somebody left, so this chat is over.',
  next: 'Next',
  leave: 'Leave',
} as const;
