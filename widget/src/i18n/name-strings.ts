/** Words of the field for one's own name. */
export const nameStrings = {
  save: 'Save',
  cancel: 'Cancel',
  tooLong: (max: number) => `At most ${max} characters.`,
} as const;
