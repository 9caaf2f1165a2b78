import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The operator's key in `<data dir>/operator.key`; made there at the first start, readable by its owner only. */
export async function loadOperatorKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'operator.key');
  try {
    const key = `op_${randomBytes(32).toString('base64url')}`;
    await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
