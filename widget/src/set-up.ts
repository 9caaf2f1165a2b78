import { ParleySetUp } from './components/set-up/parley-set-up.js';
import { defineElements } from './define.js';

// The chat imports this module when it cannot be what its attributes say.
defineElements({ 'parley-set-up': ParleySetUp });
