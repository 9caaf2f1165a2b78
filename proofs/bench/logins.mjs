/**
 * Keeps as many log-ins in flight as it is given accounts, until it is told to end (SIGTERM). Prints `ready` once each account
 * was let in, and at the end a JSON line. A process of its own, as people are.
 */
const { url, key, accounts } = JSON.parse(process.argv[2]);

let isRunning = true;
let [logins, refused] = [0, 0];

async function logIn({ login, password }) {
  const response = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Parley-Key': key },
    body: JSON.stringify({ login, password }),
  });
  await response.arrayBuffer();
  if (response.status === 200) logins += 1;
  else refused += 1;
}

await Promise.all(accounts.map(logIn));
console.log('ready');
const start = performance.now();
[logins, refused] = [0, 0];
process.on('SIGTERM', () => (isRunning = false));
await Promise.all(
  accounts.map(async (account) => {
    while (isRunning) await logIn(account);
  }),
);
const seconds = (performance.now() - start) / 1_000;
console.log(JSON.stringify({ loginsPerSecond: logins / seconds, refused }));
process.exit(0);
