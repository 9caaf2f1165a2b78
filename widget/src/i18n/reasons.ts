import { strings } from './strings.js';

// Loaded at the first need: most people never read any of it. Who cannot load it is told that much by `strings`.

type Problems = Readonly<Record<string, { title: string; text: string }>> & { other: { title: string; text: string } };
type Failures = Readonly<Record<string, string>> & { other: string };

/** Why a room cannot be shown, by the error's code: what happened, and what to do. */
export const problems: Problems = {
  room_not_found: { title: 'This room cannot be opened', text: 'It was renamed or removed, or you are not in it.' },
  banned: { title: 'You cannot read this room', text: 'You were banned from it. Ask the people who run this site.' },
  forbidden: { title: 'You cannot read this room', text: 'Ask the people who run this site.' },
  unauthenticated: { title: 'This room is for members', text: 'Sign in on this site to read it.' },
  invalid_key: { title: 'This chat is not set up yet', text: 'Its public key is not known to the server.' },
  origin_not_allowed: {
    title: 'This chat is not open to this site',
    text: 'The owner can add its address to the allowed origins.',
  },
  other: { title: strings.roomFailed, text: 'Try again in a moment.' },
};

/** Why a message failed, by the error's code; the reason ends with what can be done. */
export const failures: Failures = {
  rate_limited: 'Not sent. Too many messages in a short time.',
  banned: 'Not sent. You cannot write in this room any more.',
  muted: 'Not sent. You are muted in this room.',
  forbidden: 'Not sent. You may not write in this room.',
  not_member: 'Not sent. Only members may write here.',
  room_not_found: 'Not sent. This room does not exist any more.',
  validation_failed: 'Not sent. The server did not accept this text.',
  payload_too_large: 'Not sent. The text is too long.',
  unauthenticated: 'Not sent. You were signed out.',
  invalid_token: 'Not sent. You were signed out.',
  origin_not_allowed: 'Not sent. This site may not use this chat.',
  other: strings.notSent,
};
