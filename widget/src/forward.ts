import { ParleyForward } from './components/forward/parley-forward.js';
import { defineElements } from './define.js';

// The tools of a message import this module when somebody first forwards one.
defineElements({ 'parley-forward': ParleyForward });
