/**
 * `npm run test:long`: the fuzz of every operation, command and id with 5,000 inputs each (`FUZZ_CASES` for another
 * number), which takes an hour, and how long log-ins take with names that are known and unknown, over 1,000 of each
 * (`LOGIN_PAIRS`). Arguments after `--` go to jest, as with `npm test`.
 */
process.env.FUZZ_CASES ??= '5000';
process.env.LOGIN_PAIRS ??= '1000';
process.argv.push('api/test/fuzz', 'password-hashes');
await import('./test.mjs');
