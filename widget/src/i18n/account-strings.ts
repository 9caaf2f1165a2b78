import type { FieldName, Page, Step, Theme } from '../state/account.js';

type ByCode = Readonly<Record<string, string>> & Record<'invalid_credentials' | 'other', string>;

const loggedOut = 'You were logged out. Log in and try again.';

/** The words of the account's screens, which only those people load who open them. */
export const accountStrings = {
  welcome: 'Sign in',
  account: 'Account',
  loading: 'Loading your account',

  guestTitle: 'Chat right away',
  guestText: 'You get a friendly name and can change it at any time.',
  guestNamed: (name: string) => `You write as ${name} and can change it at any time.`,
  continueAsGuest: 'Continue as guest',
  accountTitle: 'Keep your name',
  accountText: 'With an account you are the same person on every device.',
  logIn: 'Log in',
  createAccount: 'Create account',
  or: 'or',
  loggedOut: 'You are logged out.',
  madeAccount: (username: string) => `Your account is made. Log in as ${username} on any device.`,
  /** Shown when a way in turned out to be closed. */
  closed: {
    guest: 'Guests are not let in here. Use an account.',
    signUp: 'Accounts are made by this site. Log in with one you have.',
    logIn: 'Only people who are logged in to this site are let in here.',
  },

  noAccount: 'No account yet?',
  hasAccount: 'Have an account?',
  mergeGuest: 'Bring this conversation along',
  leavesGuest: (name: string) => `Otherwise what you wrote as ${name} stays, but is no longer yours.`,
  keepsGuest: (name: string) => `You stay ${name}. Your rooms and messages come with you.`,

  steps: {
    logIn: 'Log in',
    forgot: 'Forgot password',
    sent: 'Check your mail',
    reset: 'New password',
    verify: 'Confirm e-mail',
  } satisfies Record<Exclude<Step, 'welcome' | 'signUp'>, string>,

  forgot: 'Forgot your password?',
  forgotText: 'Enter your e-mail address. You get a mail with a link to choose a new password.',
  sendMail: 'Send the mail',
  sent: (email: string) =>
    `If there is an account with ${email}, a mail is on its way. Its link is good for 30 minutes.`,
  notThere: 'No mail, not even in spam?',
  sendAgain: 'Send it again',
  backToLogIn: 'Back to log in',
  resetText: 'You are then logged out on all devices.',
  newPassword: 'New password',
  setPassword: 'Set password',
  passwordSet: 'Your new password is set. Log in with it.',
  staleReset: 'This link was used before, or is too old. Have another mail sent.',
  verifying: 'Confirming your e-mail address',
  verified: 'Your e-mail address is confirmed.',
  staleVerify:
    'This link was used before, or is too old. If your address is not confirmed, have another mail sent: Account, E-mail.',
  toChat: 'Go to the chat',

  upgradeTitle: 'Make this an account',
  upgradeText: 'You keep your name, rooms and messages, and can log in on any device.',

  labels: {
    login: 'Username or e-mail',
    username: 'Username',
    password: 'Password',
    newPassword: 'New password',
    displayName: 'Name',
    email: 'E-mail',
    about: 'About you',
  } satisfies Record<FieldName, string>,
  hints: {
    username: 'What you log in with: a to z, 0 to 9, dot, hyphen and underscore.',
    password: 'At least 8 characters.',
    newPassword: 'At least 8 characters.',
    displayName: 'What others see.',
    email: 'You can log in with it.',
  } as Readonly<Partial<Record<FieldName, string>>>,
  optional: 'optional',
  showPassword: 'Show password',

  missing: {
    login: 'Enter your username or e-mail address.',
    username: 'Choose a username.',
    password: 'Enter a password.',
    newPassword: 'Choose a new password.',
    displayName: 'Enter a name.',
    email: 'Enter an e-mail address.',
  },
  passwordTooShort: (min: number) => `At least ${min} characters.`,
  passwordIsUsername: 'The password must not be the username.',
  tooLong: (max: number) => `At most ${max} characters.`,
  /** What to do about a field that the server did not take, or would not. */
  refused: {
    login: 'This is no username or e-mail address.',
    username: '3 to 32 characters: a to z, 0 to 9, dot, hyphen and underscore.',
    password: 'Choose another password. This one is used by too many people.',
    newPassword: 'Choose another password. This one is used by too many people.',
    displayName: 'At most 64 characters.',
    email: 'This is no e-mail address.',
    about: 'This text was not accepted.',
  } satisfies Record<FieldName, string>,
  byCode: {
    username_taken: 'This username is taken. Choose another one.',
    email_taken: 'There is an account with this address already.',
    invalid_credentials: 'The login or the password is wrong.',
    rate_limited: 'Too many tries. Try again later.',
    overloaded: 'The server is busy. Try again in a moment.',
    unavailable: 'The server is not available. Try again in a moment.',
    network: 'The server was not reached. Check the connection and try again.',
    timeout: 'The server did not answer. Try again.',
    forbidden: 'This is not allowed here. Ask the people who run this site.',
    banned: 'You are banned from this chat. Ask the people who run this site.',

    unauthenticated: loggedOut,
    invalid_token: loggedOut,
    token_expired: loggedOut,
    validation_failed: 'This was not accepted. Check what you typed.',
    other: 'This did not work. Try again in a moment.',
  } as ByCode,
  tooManyTries: (when: string) => `Too many tries. Try again ${when}.`,
  wrongPassword: 'The password is wrong.',
  wait: (time: string) => `Wait ${time}`,
  /** Follows the wait, for screen readers: what the button does afterwards. */
  thenPossible: (action: string) => `then: ${action}`,

  guest: 'Guest',
  profile: 'Profile',
  save: 'Save',
  undo: 'Undo',
  saved: 'Saved',
  unsaved: 'Not saved yet. Go back again to drop the changes.',
  accountFailed: 'Your account did not load',
  retry: 'Retry',
  unconfirmed: 'not confirmed',
  noEmail: 'None',

  pages: {
    picture: 'Picture',
    email: 'E-mail',
    password: 'Password',
    devices: 'Devices',
    theme: 'Appearance',
    data: 'Your data',
    delete: 'Delete account',
  } satisfies Record<Page, string>,
  changePicture: 'Change picture',
  deleteGuest: 'Delete this guest',
  themes: { auto: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
  deleted: 'Your account is deleted.',
  deletedGuest: (name: string) => `The guest ${name} is deleted.`,

  logOut: 'Log out',
  logOutGuest: (name: string) =>
    `Nobody can come back as ${name}, not even you. The messages stay, but are no longer yours.`,
  logOutForGood: 'Log out for good',
  stay: 'Stay',
} as const;
