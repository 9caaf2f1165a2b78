import { ParleyGate } from './components/gate/parley-gate.js';
import { defineElements } from './define.js';

// The room imports this module for those who cannot write there, as they are or at all.
defineElements({ 'parley-gate': ParleyGate });
