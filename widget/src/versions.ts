import { ParleyVersions } from './components/tools/parley-versions.js';
import { defineElements } from './define.js';

// The tools of messages import this module when somebody first asks what a message said before.
defineElements({ 'parley-versions': ParleyVersions });
