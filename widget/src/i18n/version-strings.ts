/** Words about what a message said before. */
export const versionStrings = {
  earlier: 'Earlier texts',
  loading: 'Loading earlier texts',
  failed: 'The earlier texts could not be loaded.',
  /** Those that were replaced longest ago are not kept for ever. */
  none: 'No earlier text is kept',
  more: 'Show more',
  hide: 'Hide',
} as const;
