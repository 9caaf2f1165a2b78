/** Words of the screen about somebody. */
export const personStrings = {
  guest: 'Guest',
  presence: { online: 'Online', away: 'Away' },
  blocked: 'You block them, and see nothing of what they write.',
  change: 'Change your profile',
  gone: 'They are no longer here',
} as const;
