/** Words of sending later, in the composer. */
export const laterStrings = {
  sendLater: 'Send later',
  inAnHour: 'In 1 hour',
  tomorrow: 'Tomorrow morning',
  monday: 'Monday morning',
  otherTime: 'Another time',
  schedule: 'Schedule',
  scheduled: 'Scheduled messages',
  scheduling: 'Scheduling',
  done: (time: string) => `It is sent ${time}.`,
  show: 'Show',
  hide: 'Hide',
  tooSoon: 'Choose a time that is still to come, within a year.',
  /** Why it was not scheduled, by the error's code. */
  problems: {
    validation_failed: 'Not scheduled. Choose a time that is still to come, within a year.',
    not_member: 'Not scheduled. Write in this room first.',
    muted: 'Not scheduled. You are muted in this room.',
    banned: 'Not scheduled. You cannot write in this room any more.',
    forbidden: 'Not scheduled. You may not write in this room.',
    room_not_found: 'Not scheduled. This room does not exist any more.',
    message_not_found: 'Not scheduled. What it answers is not there any more.',
    too_many_scheduled: 'Not scheduled. As many messages wait to be sent as may: delete one first.',
    network: 'Not scheduled. The server could not be reached.',
    timeout: 'Not scheduled. The server did not answer.',
    rate_limited: 'Not scheduled. Too many at once: wait a moment.',
  } as Readonly<Record<string, string>>,
} as const;
