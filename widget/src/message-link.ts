// The chat imports this module on its own page, when the address names a message; the tools of messages when such a link is copied.
export { followMessageLink, messageLink } from './controllers/message-link.js';
