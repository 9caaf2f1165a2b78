/** Words of the list of what is sent later. */
export const scheduledStrings = {
  none: 'Nothing is scheduled',
  noneText: 'Write a message, and choose “Send later” beside the field.',
  visitors: 'Write in this room first',
  visitorsText: 'Whoever has written here can have messages sent later.',
  title: 'Change it, or when it is sent',
  text: 'Message',
  when: 'When it is sent',
  save: 'Save',
  sendNow: 'Send now',
  delete: 'Delete',
  deleteQuestion: 'Delete this message? It is not sent then.',
  sending: 'It is being sent.',
  deleted: 'It is deleted, and is not sent.',
  saved: 'Saved.',
  emptyText: 'Write something, or delete it.',
  wrongTime: 'Choose a time that is still to come, within a year.',
  /** Why it was not changed, by the error's code. */
  problems: {
    scheduled_message_not_found: 'It was sent meanwhile.',
    validation_failed: 'Choose a time that is still to come, within a year, and write no more than fits.',
  } as Readonly<Record<string, string>>,
  /** Why it was not sent when its time came, where the room's own words do not say it. */
  failed: {
    archived: 'Not sent. This room is archived.',
    message_not_found: 'Not sent. What it answers is not there any more.',
    user_not_found: 'Not sent. Somebody whom it names is not there any more.',
    client_id_reused: 'Not sent. Another message was sent in its place.',
    other: 'Not sent. The server could not do it.',
  } as Readonly<Record<string, string>> & { readonly other: string },
} as const;
