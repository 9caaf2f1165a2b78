import { ParleyReport } from './components/tools/parley-report.js';
import { defineElements } from './define.js';

// The tools of messages import this module when somebody first reports one.
defineElements({ 'parley-report': ParleyReport });
