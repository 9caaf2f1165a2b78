/** Words of who says that something is wrong with a message. */
export const reportStrings = {
  question: 'What is wrong with this message?',
  hint: 'It is kept as it is now, with the messages around it, for those who look after this place. Its author is not told.',
  report: 'Report',
  reported: 'Thank you, it is reported',
  cancel: 'Cancel',
  close: 'Close',
  problems: {
    validation_failed: 'Say in a few words what is wrong',
    rate_limited: 'You have reported much in the last hour. Try again later',
    message_not_found: 'A message that is not there any more',
  },
} as const;
