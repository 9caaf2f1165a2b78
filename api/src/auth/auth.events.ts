/** Why a session is over; the `code` of the socket's `session:ended`. */
export type SessionEndCode =
  'signed_out' | 'revoked' | 'password_changed' | 'banned' | 'tenant_suspended' | 'account_deleted';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A session is over, and that is committed: its sockets must go. */
    'session.ended': { tenantId: string; userId: string; sessionId: string; code: SessionEndCode };
    /** A guest has become an account; what is left of theirs in rooms is to follow. */
    'guest.merged': { tenantId: string; guestId: string };
  }
}
