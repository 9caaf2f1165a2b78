/**
 * Every word that a person can read in the widget, in one place. Sentence case, no exclamation marks; buttons are verbs.
 * Functions take what varies, so that a translation can order it as its grammar wants.
 */
export const strings = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  close: 'Close',
  /** Name of the panel's region. */
  chatIn: (room: string) => `Chat: ${room}`,
  messages: 'Messages',
  lobby: 'Lobby',
  thisPage: 'This page',
  membersHere: (count: string) => `${count} here`,

  message: 'Message',
  send: 'Send',
  sendAgainIn: (seconds: number) => `Send, possible in ${seconds} seconds`,
  charactersLeft: (count: number) => (count === 1 ? '1 character left' : `${count} characters left`),
  charactersOver: (count: number) => (count === 1 ? '1 character too many' : `${count} characters too many`),

  yourName: 'Your name',
  writingAs: (name: string) => `You are ${name}`,
  change: 'Change',
  save: 'Save',
  cancel: 'Cancel',
  nameTooLong: (max: number) => `At most ${max} characters.`,
  nameRefused: 'This name was not accepted.',

  you: 'You',
  someone: 'Someone',
  deletedMessage: 'This message was deleted',
  sending: 'Sending',
  sent: 'Sent',
  waiting: 'Not sent. You are offline; it goes out by itself.',
  retry: 'Retry',
  delete: 'Delete',
  newMessages: 'New',
  newBelow: (count: number) => (count > 99 ? '99+ new' : `${count} new`),
  unread: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  jumpToEnd: 'Go to the newest message',
  startOfRoom: (room: string) => `This is the start of ${room}.`,

  now: 'now',
  today: 'Today',
  yesterday: 'Yesterday',

  emptyTitle: 'No messages yet',
  emptyText: 'Write the first one.',
  loading: 'Loading messages',
  loadingEarlier: 'Loading earlier messages',
  earlierFailed: 'Earlier messages did not load.',

  connecting: 'Connecting',
  offline: 'Waiting for the network',
  signedOut: 'You were signed out.',

  errorTitle: 'The chat did not load',
  errorText: 'Try again in a moment.',
  roomMissing: 'This room does not exist',
  roomMissingText: 'It may have been renamed or removed.',
  noRights: 'You cannot read this room',
  noRightsText: 'Ask the people who run this site.',
  originTitle: 'This chat is not open to this site',
  originText: 'The site’s owner can add its address to the allowed origins.',

  setUpTitle: 'This chat is not set up yet',
  badServerUrl: (value: string) =>
    `The address “${value}” must begin with http:// or https://, and with https:// on a secure page.`,
  badKey: (value: string) => `“${value}” is no public key. It begins with pk_ and is found in the tenant’s settings.`,
  badRoom: (value: string) => `“${value}” is no room. Use a slug of a-z, 0-9 and hyphens, or “page”.`,

  /** Why a message failed, by the error's code; the reason ends with what can be done. */
  failed: {
    rate_limited: 'Not sent. Too many messages in a short time.',
    banned: 'Not sent. You cannot write in this room any more.',
    muted: 'Not sent. You are muted in this room.',
    forbidden: 'Not sent. You may not write in this room.',
    not_member: 'Not sent. Only members may write here.',
    room_not_found: 'Not sent. This room does not exist any more.',
    validation_failed: 'Not sent. The server did not accept this text.',
    payload_too_large: 'Not sent. The text is too long.',
    unauthenticated: 'Not sent. You were signed out.',
    invalid_token: 'Not sent. You were signed out.',
    origin_not_allowed: 'Not sent. This site may not use this chat.',
    other: 'Not sent.',
  } as Readonly<Record<string, string>> & { readonly other: string },
} as const;
