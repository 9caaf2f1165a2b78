import { ParleyEdit } from './components/tools/parley-edit.js';
import { defineElements } from './define.js';

// The tools of messages import this module when somebody first changes what they wrote.
defineElements({ 'parley-edit': ParleyEdit });
