import { ParleyDetails } from './components/details/parley-details.js';
import { defineElements } from './define.js';

// The screens around the rooms import this module when one of these is first asked for.
defineElements({
  'parley-details': ParleyDetails,
});
