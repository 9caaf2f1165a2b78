/** The words that the loader carries: kept apart from the others, because every page pays for them. */
export const launcherStrings = {
  openChat: 'Open chat',
  failed: 'The chat did not load. Try again.',
  badServerUrl: 'Chat is not set up: bad data-server-url.',
} as const;
