/**
 * `npm run test:long`: the fuzz of every operation, command and id with 5,000 inputs each (`FUZZ_CASES` for another
 * number), which takes an hour. Arguments after `--` go to jest, as with `npm test`.
 */
process.env.FUZZ_CASES ??= '5000';
process.argv.push('api/test/fuzz');
await import('./test.mjs');
