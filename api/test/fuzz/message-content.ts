import fc from 'fast-check';

/** What an encrypted message carries, in Base64: its pattern tells no length. */
export const cipher = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

/** Makes what is sent carry one thing: a text, or what is encrypted. What is only begun is a text. */
export function settleContent(values: Record<string, unknown>): void {
  if ('encrypted' in values) delete values[values['streaming'] === true ? 'encrypted' : 'text'];
  if (!('encrypted' in values)) values['text'] ??= 'x';
}
