import { ParleyMenu } from './components/menu/parley-menu.js';
import { ParleyQuote } from './components/reply/parley-quote.js';
import { ParleyReply } from './components/reply/parley-reply.js';
import { ParleyMessageTools } from './components/tools/parley-message-tools.js';
import { defineElements } from './define.js';

export { MessageTools } from './controllers/message-tools.js';

// The panel imports this module once there is somebody who may do something with a message, or a message with something on it.
defineElements({
  'parley-menu': ParleyMenu,
  'parley-message-tools': ParleyMessageTools,
  'parley-quote': ParleyQuote,
  'parley-reply': ParleyReply,
});
