import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Repeated } from '../common/repeated.js';
import { MailConfig } from '../config/mail.config.js';

/** How long a mail is kept, in days: no link in it is good for longer, and nobody's address outlives them by more. */
const keptDays = 3;

/** Most mails that are kept; of more the newest. */
const maxMails = 10_000;

/** Pause between two looks for mails that are old, in milliseconds, and before the first one: a start is over by then. */
const everyMs = 60 * 60 * 1_000;
const firstInMs = 1_000;

/** A younger file that is not whole may be one that is being written, in milliseconds. */
const writtenWithinMs = 60 * 60 * 1_000;

const dayMs = 24 * 60 * 60 * 1_000;

/** A whole mail's name begins with when it was asked for, so that names in their order are mails in theirs. */
const mailName = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)-[0-9a-f-]{36}\.eml$/;

/** What is left of a mail whose writing did not end: `.<id>-<process>`. */
const asideName = /^\.[0-9a-f-]{36}-\d+$/;

/** Where mails are written when there is no mail server; it forgets the old ones, also after there came to be one. */
@Injectable()
export class MailFolder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('MailFolder');
  private readonly repeated = new Repeated(
    everyMs,
    async () => void (await this.sweep()),
    (error) => this.logger.warn({ err: error }, 'old mails could not be removed'),
  );

  constructor(private readonly config: MailConfig) {}

  onApplicationBootstrap(): void {
    this.repeated.start(firstInMs);
  }

  onApplicationShutdown(): void {
    this.repeated.stop();
  }

  /**
   * Writes a mail, aside first and then renamed: whoever looks into the folder sees whole mails only.
   * @returns the file's path
   */
  async write({ id, createdAt }: { id: string; createdAt: Date }, message: Buffer): Promise<string> {
    const { folder } = this.config;
    const path = join(folder, `${createdAt.toISOString()}-${id}.eml`);
    const aside = join(folder, `.${id}-${process.pid}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(aside, 'w', 0o600);
    try {
      await file.writeFile(message);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    return path;
  }

  /**
   * Removes mails that are old, or too many, and what was left half-written; files of other names are not its own.
   * @param nowMs the time by which a mail is old
   * @returns how many files were removed
   */
  async sweep(nowMs = Date.now()): Promise<number> {
    const names = (await readdir(this.config.folder).catch(nothingThere)).sort();
    const mails = names.filter((name) => mailName.test(name));
    const surplus = mails.length - maxMails;
    const isOld = (name: string): boolean => nowMs - Date.parse(mailName.exec(name)?.[1] ?? '') > keptDays * dayMs;
    const old = mails.filter((name, place) => place < surplus || isOld(name));
    const left = await this.leftAside(names, nowMs);
    for (const name of [...old, ...left]) await rm(join(this.config.folder, name), { force: true });
    return old.length + left.length;
  }

  private async leftAside(names: readonly string[], nowMs: number): Promise<string[]> {
    const left: string[] = [];
    for (const name of names.filter((one) => asideName.test(one))) {
      const file = await stat(join(this.config.folder, name)).catch(() => undefined);
      if (file && nowMs - file.mtimeMs > writtenWithinMs) left.push(name);
    }
    return left;
  }
}

/** A folder that was never needed is empty. */
function nothingThere(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
