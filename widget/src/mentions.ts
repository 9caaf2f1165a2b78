import { ParleyMentions } from './components/mentions/parley-mentions.js';
import { defineElements } from './define.js';

export { Mentions } from './controllers/mentions.js';

// What people add to a room imports this module when somebody first types a name.
defineElements({ 'parley-mentions': ParleyMentions });
