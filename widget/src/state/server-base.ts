/**
 * The server's base address, without a slash at the end.
 * @param isSecurePage a page on https may not ask a server on http: the browser would refuse it half-way
 * @returns null when `value` is no such address
 */
export function serverBase(value: string, isSecurePage: boolean): string | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || isSecurePage)) return null;
  if (url.username !== '' || url.password !== '') return null;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
