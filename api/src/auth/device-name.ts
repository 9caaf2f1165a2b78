/** Longest name of a device, in characters. */
const maxLength = 40;

/** What a browser calls itself beside the names of others that it goes under; the first that fits is it. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Edg|EdgA|EdgiOS|Edge)\//, 'Edge'],
  [/\b(?:OPR|OPiOS|OPT|Opera)[/ ]/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bDuckDuckGo\//, 'DuckDuckGo'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bElectron\//, 'Desktop app'],
  [/; wv\).*\bChrome\//, 'App'],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
  [/\bMobile\/\w+$/, 'App'],
];

/** In this order: an Android says that it is a Linux, an iPhone that it is like a Mac. */
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

const nameIn = (names: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];

/**
 * What a person recognises a device by, such as "Firefox on Windows"; of anything but a browser the name of the program.
 * No versions: they change, and say nothing to anybody.
 * @param userAgent the User-Agent header, as it came
 * @returns at most 40 of A-Z a-z 0-9 . _ - and blanks; null when there is nothing to tell
 */
export function deviceName(userAgent: string | undefined): string | null {
  const text = userAgent?.slice(0, 512) ?? '';
  const system = nameIn(systems, text);
  if (text.startsWith('Mozilla/')) {
    const browser = nameIn(browsers, text);
    if (browser === undefined) return system ?? null;
    return system === undefined ? browser : `${browser} on ${system}`;
  }
  const [program = ''] = /^[A-Za-z0-9][\w.-]*/.exec(text) ?? [];
  return program === '' ? null : program.slice(0, maxLength);
}
