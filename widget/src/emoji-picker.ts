import { ParleyEmoji } from './components/emoji/parley-emoji.js';
import { defineElements } from './define.js';

// The tools of messages import this module when somebody first wants another reaction than those that are offered.
defineElements({ 'parley-emoji': ParleyEmoji });
