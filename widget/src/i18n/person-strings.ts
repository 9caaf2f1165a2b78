/** Words of the screen about somebody. */
export const personStrings = {
  guest: 'Guest',
  presence: { online: 'Online', away: 'Away' },
  blocked: 'You block them: you see nothing of what they write, in any room.',
  change: 'Change your profile',
  gone: 'They are no longer here',
} as const;
