import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AllowedOrigin, normaliseOrigin, originAllowed } from './allowed-origin.js';

// `xn--` begins punycode, and not all that may follow is any: no page can have such a host.
const isHost = (name: string): boolean => URL.canParse(`https://${name}`);
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((one) => isHost(`${one}.test`));
const host = fc
  .array(label, { minLength: 2, maxLength: 4 })
  .map((labels) => `x${labels.join('.')}.test`)
  .filter(isHost);
const scheme = fc.constantFrom('http', 'https');
const port = fc.integer({ min: 1024, max: 65_535 });

describe('the origins that a tenant allows', () => {
  it('lets every origin in while none is named, and always what no browser sent', () => {
    expect(originAllowed('https://anywhere.example', [])).toBe(true);
    expect(originAllowed('null', [])).toBe(true);
    expect(originAllowed(undefined, ['https://example.com'])).toBe(true);
  });

  it('lets exactly the named origin in', () => {
    fc.assert(
      fc.property(scheme, host, port, (s, h, p) => {
        const allowed = [AllowedOrigin.parse(`${s}://${h}:${p}`)];
        expect(originAllowed(`${s}://${h}:${p}`, allowed)).toBe(true);
        expect(originAllowed(`${s.toUpperCase()}://${h.toUpperCase()}:${p}`, allowed)).toBe(true);
        expect(originAllowed(`${s === 'http' ? 'https' : 'http'}://${h}:${p}`, allowed)).toBe(false);
        expect(originAllowed(`${s}://${h}:${p - 1}`, allowed)).toBe(false);
        expect(originAllowed(`${s}://${h}`, allowed)).toBe(false);
      }),
    );
  });

  it('keeps look-alikes of an exact origin out', () => {
    fc.assert(
      fc.property(scheme, host, label, (s, h, extra) => {
        const allowed = [AllowedOrigin.parse(`${s}://${h}`)];
        for (const origin of lookAlikes(s, h, extra)) expect(originAllowed(origin, allowed)).toBe(false);
      }),
    );
  });

  it('lets every name below a wildcard in, at any depth, and not the name itself', () => {
    fc.assert(
      fc.property(host, fc.array(label, { minLength: 1, maxLength: 3 }), (h, below) => {
        const allowed = [AllowedOrigin.parse(`https://*.${h}`)];
        expect(originAllowed(`https://${below.join('.')}.${h}`, allowed)).toBe(true);
        expect(originAllowed(`https://${h}`, allowed)).toBe(false);
        expect(originAllowed(`https://.${h}`, allowed)).toBe(false);
        expect(originAllowed(`https://*.${h}`, allowed)).toBe(false);
        expect(originAllowed(`http://${below.join('.')}.${h}`, allowed)).toBe(false);
        expect(originAllowed(`https://${below.join('.')}.${h}:8443`, allowed)).toBe(false);
      }),
    );
  });

  it('keeps look-alikes of a wildcard out', () => {
    fc.assert(
      fc.property(host, label, (h, extra) => {
        const allowed = [AllowedOrigin.parse(`https://*.${h}`)];
        const origins = [
          `https://${extra}${h}`,
          `https://${extra}-${h}`,
          `https://${extra}.${h}.evil.test`,
          `https://evil.test/.${h}`,
          `https://evil.test#.${h}`,
          `https://evil.test\\.${h}`,
          `https://user@evil.test?.${h}`,
          `https://evil.test:1@.${h}`,
          `https://..${h}`,
        ];
        for (const origin of origins) expect(originAllowed(origin, allowed)).toBe(false);
      }),
    );
  });

  it('keeps a page without an origin of its own out', () => {
    for (const origin of ['null', '', 'file://', 'https://', 'about:blank', 'data:text/html,x']) {
      expect(originAllowed(origin, ['https://example.com', 'https://*.example.com'])).toBe(false);
    }
  });

  it('never throws, whatever the header holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (origin) => {
        expect(originAllowed(origin, ['https://example.com', 'https://*.example.com:8443'])).toBe(false);
      }),
    );
  });

  it('is kept as browsers write it', () => {
    expect(AllowedOrigin.parse('HTTPS://Example.COM:443')).toBe('https://example.com');
    expect(AllowedOrigin.parse('https://bücher.example')).toBe('https://xn--bcher-kva.example');
    expect(AllowedOrigin.parse('http://*.Example.com:80')).toBe('http://*.example.com');
    expect(AllowedOrigin.parse('capacitor://localhost')).toBe('capacitor://localhost');
  });

  it('is refused when it is no origin, or a wildcard for half the world', () => {
    const bad = [
      '*',
      'example.com',
      'https://',
      'https://*',
      'https://*.com',
      'https://a.*.com',
      'https://example.com/',
    ];
    const worse = [
      'https://example.com\0',
      'app://local\u0085host',
      'app://localhost\ud800',
      'https://user@example.com',
      'https://example.com?x',
      'null',
      '',
      'https://exa mple.com',
      'https://a:99999',
    ];
    for (const value of [...bad, ...worse]) expect(AllowedOrigin.safeParse(value).success).toBe(false);
  });

  it('normalises to a fixed point', () => {
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        const origin = normaliseOrigin(new URL(url).origin);
        if (origin !== undefined) expect(normaliseOrigin(origin)).toBe(origin);
      }),
    );
  });
});

/** Origins that only look like `scheme://host`. */
function lookAlikes(s: string, h: string, extra: string): string[] {
  return [
    `${s}://${h}.${extra}.test`,
    `${s}://${extra}${h}`,
    `${s}://${extra}.${h}`,
    `${s}://${h}${extra}`,
    `${s}://${h}@${extra}.test`,
    `${s}://${extra}.test/${h}`,
    `${s}://${h}/`,
    `${s}://${h}.`,
    `${s}:${h}`,
    'null',
  ];
}
