/** Emoji by group, as the build leaves them: those that the phones and computers of today draw. */
declare module 'unicode-emoji-json/data-by-group.json' {
  const groups: readonly {
    readonly name: string;
    readonly emojis: readonly { readonly emoji: string; readonly name: string }[];
  }[];
  export default groups;
}
