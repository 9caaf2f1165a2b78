import { ParleyScheduled } from './components/scheduled/parley-scheduled.js';
import { defineElements } from './define.js';

// The details of a room, which it stands on, import this module when somebody looks at what is sent later.
defineElements({ 'parley-scheduled': ParleyScheduled });
