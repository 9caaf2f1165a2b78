import { blackPng } from '../support/pictures.js';

/** A body as bytes, with the media type that says how to read it. */
export interface RawBody {
  type: string;
  bytes: Buffer;
}

const boundary = 'parley-fuzz';
const formType = `multipart/form-data; boundary=${boundary}`;

/** A part of a form: its headers, and what it brings. */
type Part = readonly [headers: string, content: Buffer | string];

const fileOf = (field: string, content: Buffer | string, more = '\r\nContent-Type: image/png'): Part => [
  `Content-Disposition: form-data; name="${field}"; filename="a.png"${more}`,
  content,
];

function form(parts: readonly Part[], end = `--${boundary}--\r\n`): RawBody {
  const written = parts.map(([headers, content]) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
      typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
      Buffer.from('\r\n'),
    ]),
  );
  return { type: formType, bytes: Buffer.concat([...written, Buffer.from(end)]) };
}

const png = blackPng(40, 30);

/** Forms with one file that is taken, in many guises. */
export const validUploads = (field: string): RawBody[] => [
  form([fileOf(field, png)]),
  form([fileOf(field, blackPng(1, 1))]),
  form([fileOf(field, blackPng(300, 2))]),
  form([fileOf(field, png, '')]),
  form([fileOf(field, png, '\r\nContent-Type: application/octet-stream\r\nX-Own: \u202e')]),
  form([[`content-disposition:form-data;name=${field};filename="../../x.exe"`, png]]),
];

/** Bodies that are refused, whoever sends them, and what is wrong with each. */
export function invalidUploads(field: string): [what: string, body: RawBody][] {
  const whole = form([fileOf(field, png)]);
  const cut = (length: number): RawBody => ({ ...whole, bytes: whole.bytes.subarray(0, length) });
  const typed = (type: string): RawBody => ({ ...whole, type });
  const text: Part = [`Content-Disposition: form-data; name="${field}"`, 'text'];
  const contents: [string, Buffer | string][] = [
    ['nothing', ''],
    ['text', 'hello'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['half a picture', png.subarray(0, png.length / 2)],
    ['a picture with a script behind it', Buffer.concat([png, Buffer.from('<script>')])],
    ['a damaged picture', Buffer.from(png).fill(0xff, 30)],
    ['the beginning of a GIF', 'GIF89a\xff\xff\xff\xff'],
    ['the beginning of a WebP', 'RIFF\xff\xff\xff\xffWEBPVP8X'],
    ['the beginning of an AVIF', '\0\0\0\x18ftypavif\0\0\0\0mif1avif'],
    ['more pixels than may be', blackPng(30_000, 30_000, Buffer.from('789c030000000001', 'hex'))],
    ['more bytes than may be', Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)])],
  ];
  return [
    ...contents.map(([what, content]): [string, RawBody] => [`a file of ${what}`, form([fileOf(field, content)])]),
    ['a picture that is declared as a page', form([fileOf(field, png, '\r\nContent-Type: text/html')])],
    ['another field', form([fileOf('other', png)])],
    ['a field of no name', form([fileOf('', png)])],
    ['__proto__ beside it', form([fileOf('__proto__', png), fileOf(field, png)])],
    ['two files', form([fileOf(field, png), fileOf(field, png)])],
    ['a text', form([text])],
    ['a text beside it', form([fileOf(field, png), text])],
    ['a thousand texts', form(Array<Part>(1_000).fill(text))],
    ['no part', form([])],
    ['no end', form([fileOf(field, png)], '')],
    ['another boundary', typed('multipart/form-data; boundary=another')],
    ['no boundary', typed('multipart/form-data')],
    ['a boundary of 5,000', typed(`multipart/form-data; boundary=${'x'.repeat(5_000)}`)],
    ['another kind of form', typed(`multipart/mixed; boundary=${boundary}`)],
    ['a JSON type', typed('application/json')],
    ['no content', cut(0)],
    ...[1, 40, 120, whole.bytes.length - 4].map((n): [string, RawBody] => [`the first ${n} bytes`, cut(n)]),
    ['a part without a name', form([['Content-Disposition: form-data', png]])],
    ['a part without headers', form([['', png]])],
    ['headers of 20 KiB', form([fileOf(field, png, `\r\nX-Long: ${'x'.repeat(20_000)}`)])],
  ];
}
