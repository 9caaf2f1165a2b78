import { ParleyThread } from './components/thread/parley-thread.js';
import { defineElements } from './define.js';

// The screens around the rooms import this module when a thread is first opened.
defineElements({ 'parley-thread': ParleyThread });
