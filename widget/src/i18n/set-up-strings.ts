/** What a chat says that cannot begin. */
export const setUpTitle = 'This chat is not set up yet';

/** What is wrong with what the site's owner wrote, by the attribute. */
export const setUp = {
  serverUrl: (value: string) =>
    `The address “${value}” must begin with http:// or https://, and with https:// on a secure page.`,
  key: (value: string) => `“${value}” is no public key. It begins with pk_ and is found in the tenant’s settings.`,
  room: (value: string) => `“${value}” is no room. Use a slug of a-z, 0-9 and hyphens, or “page”.`,
} as const;
