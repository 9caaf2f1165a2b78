import { ParleyText } from './components/text/parley-text.js';
import { defineElements } from './define.js';

// A message imports this module when its text may be more than plain text.
defineElements({ 'parley-text': ParleyText });
