import { ParleyNameField } from './components/name/parley-name-field.js';
import { defineElements } from './define.js';

// The panel imports this module when somebody first wants to change the name they write under.
defineElements({ 'parley-name-field': ParleyNameField });
