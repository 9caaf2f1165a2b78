/** Words above a room of strangers. */
export const matchBarStrings = {
  strangers: 'You met by chance. Nobody else can come in.',
  left: 'The other person left.',
  next: 'Next',
  leave: 'Leave',
} as const;
