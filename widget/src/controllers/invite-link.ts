import { inviteLink } from '../state/invite-link.js';
import { chatPage } from './chat-page.js';

/** The address that a code is given on as: the chat as a page of its own, of the tenant of the chat that `from` is in. */
export function chatInviteLink(from: Element, code: string): string {
  const at = chatPage(from);
  return at && inviteLink(at.page, code, at.key);
}
