import { ParleyPerson } from './components/person/parley-person.js';
import { defineElements } from './define.js';

// The details of a room, which it stands on, import this module when somebody is first looked at.
defineElements({ 'parley-person': ParleyPerson });
