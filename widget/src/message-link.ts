// The chat imports this module on its own page, when the address names a message.
export { followMessageLink } from './controllers/message-link.js';
