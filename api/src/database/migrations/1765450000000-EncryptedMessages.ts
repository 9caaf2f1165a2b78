import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rewriteWriter, undone } from './rewrite-writer.js';

/** What changes in `write_messages`, piece by piece: what it was, and what it is. */
const pieces = [
  [')\n RETURNS json', ', schemes text[] DEFAULT NULL::text[], ciphers bytea[] DEFAULT NULL::bytea[])\n RETURNS json'],
  [
    `to_jsonb(f) - 'body_hash'`,
    `to_jsonb(f) - 'body_hash' - 'cipher' || jsonb_build_object('encrypted', CASE WHEN f.scheme IS NOT NULL THEN
                 jsonb_build_object('scheme', f.scheme, 'data', translate(encode(f.cipher, 'base64'), E'\\n', '')) END)`,
  ],
  ['body_hash, kind, text,', 'body_hash, kind, text, scheme, cipher,'],
  [`'text', i.text,`, `CASE WHEN i.scheme IS NULL THEN 'text' ELSE 'encrypted' END, i.text, i.scheme, i.cipher,`],
  ['ids, texts, reply_ids', 'ids, texts, schemes, ciphers, reply_ids'],
  ['id, text, reply_id', 'id, text, scheme, cipher, reply_id'],
] as const;

/**
 * Messages that only those who wrote and read them understand: bytes, and by what scheme they were made. Null for every other message,
 * and for one that was deleted. The short way of the writer knows nothing of them.
 */
export class EncryptedMessages1765450000000 implements MigrationInterface {
  name = 'EncryptedMessages1765450000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages ADD COLUMN scheme text, ADD COLUMN cipher bytea');
    // What is encrypted well cannot be made smaller: nobody tries.
    await runner.query('ALTER TABLE messages ALTER COLUMN cipher SET STORAGE EXTERNAL');
    await runner.query(`
      ALTER TABLE messages ADD CONSTRAINT messages_encrypted CHECK (
        (scheme IS NULL) = (cipher IS NULL) AND (scheme IS NOT NULL) = (kind = 'encrypted' AND deleted_at IS NULL))`);
    await rewriteWriter(runner, pieces);
  }

  async down(runner: QueryRunner): Promise<void> {
    await rewriteWriter(runner, undone(pieces));
    await runner.query('ALTER TABLE messages DROP CONSTRAINT messages_encrypted');
    // Of what nobody can read any more the place is left.
    await runner.query(`UPDATE messages SET deleted_at = now() WHERE scheme IS NOT NULL`);
    await runner.query('ALTER TABLE messages DROP COLUMN scheme, DROP COLUMN cipher');
  }
}
