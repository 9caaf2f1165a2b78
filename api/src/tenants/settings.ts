import type { PatchSettings, Settings } from './settings.schema.js';

/** What holds where a tenant set nothing. */
export const defaultSettings: Settings = {
  allowedOrigins: [],
  signUp: 'open',
  guests: 'on',
  emailRequired: false,
  visitorsRead: true,
  roomCreation: 'anyone',
  deletedUsers: 'anonymize',
  accentColor: '#5b5bd6',
  editWindowMinutes: null,
  retentionDays: null,
  links: { enabled: true, previews: true },
  limits: {
    messagesPerMinute: 120,
    guestsPerHourPerIp: 60,
    exchangesPerHourPerIp: 600,
    connectionsPerIp: 100,
    connectionsPerUser: 10,
    loginAttemptsPerHour: 20,
    mailsPerHour: 10,
    roomsPerHour: 20,
    uploadsPerHour: 100,
  },
};

type Plain = { readonly [key: string]: unknown };

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `base` with what `patch` names, at every depth; lists and `null` replace, `undefined` changes nothing. */
function merge(base: Plain, patch: Plain): Plain {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const old = merged[key];
    merged[key] = isPlain(value) ? merge(isPlain(old) ? old : {}, value) : value;
  }
  return merged;
}

/** What a tenant has set so far, with a change on top: still only what was ever set, so that new defaults reach it. */
export function mergeSettings(stored: PatchSettings, patch: PatchSettings): PatchSettings {
  return merge(stored, patch);
}

/** The settings in force for what a tenant has set. */
export function effectiveSettings(stored: PatchSettings): Settings {
  return merge(defaultSettings, stored) as Settings;
}
