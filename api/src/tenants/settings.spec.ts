import { describe, expect, it } from '@jest/globals';
import { PatchSettings, Settings } from './settings.schema.js';
import { defaultSettings, effectiveSettings, mergeSettings } from './settings.js';

describe('settings', () => {
  it('are the defaults where nothing was set', () => {
    expect(effectiveSettings({})).toEqual(defaultSettings);
    expect(Settings.parse(effectiveSettings({}))).toEqual(defaultSettings);
  });

  it('change one by one at every depth, and null is a value', () => {
    const first = mergeSettings({}, { limits: { messagesPerMinute: null } });
    const second = mergeSettings(first, { limits: { roomsPerHour: 3 }, links: { previews: false } });
    expect(second).toEqual({ limits: { messagesPerMinute: null, roomsPerHour: 3 }, links: { previews: false } });
    expect(effectiveSettings(second)).toEqual({
      ...defaultSettings,
      links: { enabled: true, previews: false },
      limits: { ...defaultSettings.limits, messagesPerMinute: null, roomsPerHour: 3 },
    });
  });

  it('replace a list whole', () => {
    const stored = mergeSettings(
      { allowedOrigins: ['https://a.example', 'https://b.example'] },
      { allowedOrigins: [] },
    );
    expect(effectiveSettings(stored).allowedOrigins).toEqual([]);
  });

  it('leave what is undefined, and never touch the defaults', () => {
    const before = structuredClone(defaultSettings);
    expect(mergeSettings({ signUp: 'closed' }, { signUp: undefined })).toEqual({ signUp: 'closed' });
    effectiveSettings({ limits: { roomsPerHour: 1 } }).limits.roomsPerHour = 9;
    expect(defaultSettings).toEqual(before);
  });

  it.each([
    [{ unknown: 1 }],
    [{ limits: { unknown: 1 } }],
    [{ links: { unknown: true } }],
    [{ limits: { messagesPerMinute: -1 } }],
    [{ limits: { messagesPerMinute: 1.5 } }],
    [{ limits: { messagesPerMinute: '10' } }],
    [{ signUp: null }],
    [{ visitorsRead: 'yes' }],
    [{ allowedOrigins: 'https://example.com' }],
    [{ allowedOrigins: ['https://*'] }],
    [{ retentionDays: 0 }],
    [{ accentColor: 'red' }],
    [{ accentColor: '#fff' }],
    [{ accentColor: '#5b5bd6;x:y' }],
    [{ accentColor: '#5b5bd6\n' }],
    [{ accentColor: '#5b5bdg' }],
    [{ accentColor: null }],
  ])('refuse %j', (patch) => {
    expect(PatchSettings.safeParse(patch).success).toBe(false);
  });
});
