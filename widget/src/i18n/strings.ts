import { pillCount, unreadWords } from './unread-words.js';

type Problems = Readonly<Record<string, { title: string; text: string }>> & { other: { title: string; text: string } };

/**
 * Every word that a person can read in the widget, in one place. Sentence case, no exclamation marks; buttons are verbs.
 * Functions take what varies, so that a translation can order it as its grammar wants.
 */
export const strings = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  close: 'Close',
  back: 'Back',
  /** The way to what a room is, and who is in it; `about` is what can be read there. */
  details: (room: string, about: string) => `Details of ${room} ${about}`,
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
  nameRefused: 'This name was not accepted.',

  you: 'You',
  someone: 'Someone',
  deletedMessage: 'This message was deleted',
  sending: 'Sending',
  waiting: 'Not sent. You are offline; it goes out by itself.',
  waitingForTurn: 'Not sent. Too many at once; it goes out by itself.',
  retry: 'Retry',
  delete: 'Delete',
  newMessages: 'New',
  newBelow: (count: number) => `${pillCount(count)} new`,
  unread: unreadWords,
  jumpToEnd: 'Go to the newest message',

  now: 'now',
  today: 'Today',
  yesterday: 'Yesterday',

  emptyTitle: 'No messages yet',
  emptyAction: 'Write the first one',
  loading: 'Loading messages',
  loadingEarlier: 'Loading earlier messages',
  earlierFailed: 'Earlier messages did not load.',

  connecting: 'Connecting',
  offline: 'Waiting for the network',
  signedOut: 'You were signed out.',
  signInFailed: 'This site’s sign-in did not work.',
  signIn: 'Sign in',
  account: 'Account',
  notLoaded: 'This did not load. Check the connection.',

  /** Why a room cannot be shown, by the error's code, as far as it can be told without asking for other words. */
  problems: {
    network: { title: 'The chat did not load', text: 'The server could not be reached. Check the connection.' },
    other: { title: 'The chat did not load', text: 'Try again in a moment.' },
  } as Problems,
  notSent: 'Not sent.',
} as const;
