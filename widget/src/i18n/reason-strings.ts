/** Why something is not as a person wants it, in words that are only loaded when it happens. */
export const reasonStrings = {
  /** Why a room cannot be shown, by the error's code: what happened, and what to do. */
  problems: {
    room_not_found: { title: 'This room cannot be opened', text: 'It was renamed or removed, or you are not in it.' },
    banned: { title: 'You cannot read this room', text: 'You were banned from it. Ask the people who run this site.' },
    forbidden: { title: 'You cannot read this room', text: 'Ask the people who run this site.' },
    unauthenticated: { title: 'This room is for members', text: 'Sign in on this site to read it.' },
    invalid_key: { title: 'This chat is not set up yet', text: 'Its public key is not known to the server.' },
    origin_not_allowed: {
      title: 'This chat is not open to this site',
      text: 'The owner can add its address to the allowed origins.',
    },
  } as Readonly<Record<string, { title: string; text: string }>>,

  /** Why a message failed, by the error's code; the reason ends with what can be done. */
  failed: {
    rate_limited: 'Not sent. Too many messages in a short time.',
    banned: 'Not sent. You cannot write in this room any more.',
    muted: 'Not sent. You are muted in this room.',
    forbidden: 'Not sent. You may not write in this room.',
    not_member: 'Not sent. Only members may write here.',
    room_not_found: 'Not sent. This room does not exist any more.',
    room_full: 'Not sent. The room is full: only its members can write.',
    validation_failed: 'Not sent. The server did not accept this text.',
    payload_too_large: 'Not sent. The text is too long.',
    unauthenticated: 'Not sent. You are not signed in.',
    invalid_token: 'Not sent. You are not signed in.',
    origin_not_allowed: 'Not sent. This site may not use this chat.',
  } as Readonly<Record<string, string>>,
} as const;
