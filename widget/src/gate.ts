import { ParleyGate } from './components/gate/parley-gate.js';
import { defineElements } from './define.js';

// The room imports this module where not everybody can write at any time.
defineElements({ 'parley-gate': ParleyGate });
