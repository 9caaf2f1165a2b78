import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { hashOfToken } from '../mail/mail-token.js';
import { type MailKind, MailsRepository, type TokenRow } from '../mail/mails.repository.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';

/** A token that is good at the moment; what it is worth is decided when it is taken. */
export interface LiveToken extends TokenRow {
  readonly hash: Buffer;
}

/** What a token is told that was never good here, or was used. */
export const badLink = (): DomainError => new DomainError('invalid_token', 'The link is not good, or was used before');

/** Reads the tokens of mails. */
@Injectable()
export class MailTokens {
  constructor(
    private readonly mails: MailsRepository,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * @throws DomainError invalid_token (none of this tenant and this kind, or used before) | token_expired
   */
  async require(tenantId: string, kind: MailKind, token: string): Promise<LiveToken> {
    const hash = hashOfToken(token, (await this.tenants.require(tenantId)).publicKey);
    const found = hash && (await this.mails.findToken(tenantId, kind, hash));
    if (!hash || !found) throw badLink();
    if (!found.isLive) throw new DomainError('token_expired', 'The link has expired');
    return { userId: found.userId, email: found.email, hash };
  }
}
