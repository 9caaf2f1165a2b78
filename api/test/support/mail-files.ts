import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { eventually } from './eventually.js';

/** The mails of a server without a mail server, oldest first, that went to an address. */
export async function mailsTo(dataDir: string, address: string): Promise<ParsedMail[]> {
  const folder = join(dataDir, 'mail');
  const names = (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith('.eml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return Promise.all(texts.filter((text) => text.includes(`To: ${address}\r\n`)).map((text) => simpleParser(text)));
}

/** Every address in a mail's text. */
export const urlsIn = ({ text = '' }: ParsedMail): string[] => text.match(/https?:\/\/\S+/g) ?? [];

/** The token of a mail's link; `undefined` when there is no such link. */
export function tokenIn(mail: ParsedMail, fragment: 'verify' | 'reset'): string | undefined {
  const [before, token] = urlsIn(mail)[0]?.split(`/chat#${fragment}=`) ?? [];
  return before === undefined ? undefined : token;
}

/** The token of the newest mail to an address that has such a link, when it is there. */
export function mailedToken(dataDir: string, address: string, fragment: 'verify' | 'reset'): Promise<string> {
  return eventually(async () => {
    const tokens = (await mailsTo(dataDir, address)).map((mail) => tokenIn(mail, fragment));
    const token = tokens.findLast((one) => one !== undefined);
    if (token === undefined) throw new Error(`no mail to ${address} with #${fragment}=`);
    return token;
  });
}
