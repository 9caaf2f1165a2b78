import { ParleySetUp } from './components/set-up/parley-set-up.js';
import { defineElements } from './define.js';

// The chat imports this module where the site's owner has something to mend.
defineElements({ 'parley-set-up': ParleySetUp });
