import { ParleyGate } from './components/gate/parley-gate.js';
import { defineElements } from './define.js';

// The room imports this module for those who cannot write before they have signed in.
defineElements({ 'parley-gate': ParleyGate });
