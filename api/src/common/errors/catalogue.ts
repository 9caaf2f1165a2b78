/** What one error code means: the HTTP status, the constant title, and whether the same request may succeed later. */
interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  readonly retryable?: boolean;
}

/**
 * Every error that Parley answers, on REST and on the socket alike. A code never changes its meaning;
 * `docs/errors.md` is made from this table.
 */
export const catalogue = {
  validation_failed: { status: 400, title: 'The input does not match its schema' },
  malformed_json: { status: 400, title: 'The body is not well-formed JSON' },
  malformed_multipart: { status: 400, title: 'The body is not well-formed multipart/form-data' },
  bad_request: { status: 400, title: 'The request cannot be understood' },
  user_required: { status: 400, title: 'This operation acts for a user: name one in X-Parley-User' },
  unknown_event: { status: 400, title: 'No such command' },

  unauthenticated: { status: 401, title: 'A credential is needed' },
  invalid_token: { status: 401, title: 'The token is not valid' },
  token_expired: { status: 401, title: 'The token has expired' },
  invalid_credentials: { status: 401, title: 'The login or the password is wrong' },
  invalid_key: { status: 401, title: 'The key is not valid' },

  forbidden: { status: 403, title: 'Not allowed' },
  not_member: { status: 403, title: 'Only members of the room may do this' },
  banned: { status: 403, title: 'Banned from here' },
  muted: { status: 403, title: 'Muted in this room' },
  edit_window_over: { status: 403, title: 'The time in which this message may be edited is over' },
  origin_not_allowed: { status: 403, title: 'This site may not use this key' },
  key_in_browser: { status: 403, title: 'A secret or operator key was sent from a page' },

  not_found: { status: 404, title: 'No such route' },
  tenant_not_found: { status: 404, title: 'No such tenant' },
  room_not_found: { status: 404, title: 'No such room' },
  message_not_found: { status: 404, title: 'No such message' },
  invite_not_found: { status: 404, title: 'No such invite' },
  user_not_found: { status: 404, title: 'No such user' },
  session_not_found: { status: 404, title: 'No such session' },
  upload_not_found: { status: 404, title: 'No such upload' },
  ticket_not_found: { status: 404, title: 'No such ticket' },
  report_not_found: { status: 404, title: 'No such report' },
  scheduled_message_not_found: { status: 404, title: 'No such scheduled message: it may have been sent' },
  key_not_found: { status: 404, title: 'No such key' },

  username_taken: { status: 409, title: 'This username is taken' },
  email_taken: { status: 409, title: 'This e-mail address is taken' },
  slug_taken: { status: 409, title: 'This slug is taken' },
  already_matched: { status: 409, title: 'The ticket has its room already' },
  client_id_reused: { status: 409, title: 'This clientId was sent before with another body' },
  message_deleted: { status: 409, title: 'The message was deleted' },
  already_in_thread: {
    status: 409,
    title: 'The message is in a thread itself: a thread hangs on a message of the room',
  },
  stale: { status: 409, title: 'The message changed meanwhile' },
  still_streaming: { status: 409, title: 'The message is still being written' },
  not_streaming: { status: 409, title: 'The message is not being written any more' },
  offset_mismatch: { status: 409, title: 'The message is not of this length' },
  too_many_reactions: { status: 409, title: 'The message has as many different reactions as it may have' },
  too_many_pins: { status: 409, title: 'The room has as many pinned messages as it may have: unpin one first' },
  too_many_scheduled: { status: 409, title: 'As many messages wait to be sent as may: cancel one first' },
  too_many_bookmarks: { status: 409, title: 'You have as many bookmarks as you may have: remove one first' },
  too_many_blocks: { status: 409, title: 'You block as many people as you may: unblock one first' },
  too_many_keys: { status: 409, title: 'There are two live keys of this kind already' },
  last_owner: { status: 409, title: 'A room with members keeps an owner: hand it over first' },
  room_full: { status: 409, title: 'The room has as many members as it may have' },
  too_many_invites: { status: 409, title: 'The room has as many open invites as it may have: revoke one first' },
  last_key: { status: 409, title: 'The last secret key cannot be removed' },

  payload_too_large: { status: 413, title: 'The body is too large' },
  file_too_large: { status: 413, title: 'The file is too large' },
  image_too_large: { status: 422, title: 'The picture has too many pixels' },
  invalid_image: { status: 422, title: 'The picture is damaged' },
  request_timeout: { status: 408, title: 'The request did not arrive in time', retryable: true },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  unsupported_media_type: { status: 415, title: 'The body is of a media type that is not taken here' },
  unsupported_type: { status: 415, title: 'Files of this type are not taken here' },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  slow_mode: { status: 429, title: 'This room takes one message at a time from each member', retryable: true },
  internal_error: { status: 500, title: 'Something went wrong on the server' },
  overloaded: { status: 503, title: 'The server is busy', retryable: true },
  unavailable: { status: 503, title: 'Not available right now', retryable: true },
} as const satisfies Record<string, CatalogueEntry>;

/** The stable, machine-readable name of an error. */
export type ErrorCode = keyof typeof catalogue;
