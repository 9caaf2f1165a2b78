import { ParleySystem } from './components/system/parley-system.js';
import { ParleyText } from './components/text/parley-text.js';
import { defineElements } from './define.js';

// A message imports this module when it may be more than plain text.
defineElements({ 'parley-system': ParleySystem, 'parley-text': ParleyText });
