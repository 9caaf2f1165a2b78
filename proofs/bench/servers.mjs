/** The servers that the bench compares, each a process of its own on a free port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { operatorKey, startTestServer } from '../../api/test/support/test-server.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * A server of this repository, as built.
 * @param {Record<string, string>} env
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<unknown>, call: Function }>}
 */
export async function startParley(env) {
  const preload = `--require ${here('collect-on-signal.cjs')}`;
  const server = await startTestServer({ LOG_LEVEL: 'error', NODE_OPTIONS: preload, ...env });
  const url = server.url.replace('localhost', '127.0.0.1');
  return { ...server, url, call: (...request) => call(url, ...request) };
}

/**
 * A script of this folder that prints `ready <url>`.
 * @param {string} script
 * @param {readonly string[]} args
 */
export async function startPeer(script, args = []) {
  const child = spawn(process.execPath, ['--require', here('collect-on-signal.cjs'), here(script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const [, url] = /ready (\S+)/.exec(String(line)) ?? [];
  const exited = once(child, 'exit');
  return {
    url,
    pid: child.pid,
    stop: () => {
      child.kill();
      return exited;
    },
  };
}

async function call(url, method, path, headers, body) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** What a figure may use at most is no tenant's limit. */
const lifted = [
  'messagesPerMinute',
  'guestsPerHourPerIp',
  'connectionsPerIp',
  'connectionsPerUser',
  'loginAttemptsPerHour',
  'roomsPerHour',
];

/**
 * A tenant without limits, with some guests and public rooms.
 * @returns {Promise<{ tenantId: string, sessions: { key: string, token: string }[], roomIds: string[] }>}
 */
export async function makeTenant({ call }, { guests = 20, rooms = 1 } = {}) {
  const tenant = await call('POST', '/v1/tenants', { Authorization: `Bearer ${operatorKey}` }, { name: 'Bench' });
  const secret = { Authorization: `Bearer ${tenant.secretKey}` };
  const limits = Object.fromEntries(lifted.map((name) => [name, null]));
  await call('PATCH', '/v1/tenant', secret, { settings: { limits } });
  const key = { 'X-Parley-Key': tenant.publicKey };
  const sessions = [];
  for (let n = 0; n < guests; n += 1) {
    const { accessToken } = await call('POST', '/v1/auth/guest', key, {});
    sessions.push({ key: tenant.publicKey, token: accessToken });
  }
  const maker = { ...key, Authorization: `Bearer ${sessions[0].token}` };
  const roomIds = [];
  for (let n = 0; n < rooms; n += 1) {
    const { id } = await call('POST', '/v1/rooms', maker, { type: 'public', name: `Room ${n}` });
    roomIds.push(id);
  }
  return { tenantId: tenant.id, sessions, roomIds };
}

/** CPU seconds that a process has used; with those of its children, as PostgreSQL's backends are. */
export function cpuSecondsOf(pid) {
  const own = statOf(pid);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return own + children.reduce((sum, child) => sum + statOf(child), 0);
}

function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    // proc(5): utime and stime are the 14th and 15th, in ticks of 10 ms; those of children that ended follow.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** Resident memory of a process in bytes. */
export function residentBytesOf(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
