/** Loaded into a measured process: collects garbage when told to, so that memory figures do not hold what is garbage. */
const process = require('node:process');
const v8 = require('node:v8');
const vm = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
process.on('SIGUSR2', () => {
  for (let n = 0; n < 3; n += 1) collect();
});
