import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';
import type { Caller } from '../common/access/caller.js';
import type { CallerRequest } from '../common/access/current-caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError, type FieldError } from '../common/errors/domain-error.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { Username } from '../users/user.schema.js';
import { AccountsRepository } from './accounts.repository.js';
import { takenMessage } from './taken-error.js';

/**
 * Tells whoever signs up in one answer what is wrong with any field: beside what the schema refuses, that the username is
 * taken, for which the database has to be asked.
 *
 * An e-mail address that is taken is not told beside others. To be told that, one must have sent all that makes an account:
 * a try at an address that is free uses up one of the few accounts of an hour, and mails its owner. Were it answered beside a
 * password that is never taken, addresses could be asked after for nothing. Usernames are known to everybody anyway.
 */
@Injectable()
export class UsernameProblems implements NestInterceptor {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly accounts: AccountsRepository,
    private readonly limits: RateLimits,
  ) {}

  /** @throws DomainError what the operation throws; a `validation_failed` with what is wrong with the username */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<CallerRequest>();
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        throw error instanceof DomainError && error.code === 'validation_failed'
          ? await this.withUsername(error, request)
          : error;
      }),
    );
  }

  private async withUsername(error: DomainError, { body, caller, ip }: CallerRequest): Promise<DomainError> {
    const { username } = Object(body) as { username?: unknown };
    const { success, data } = Username.safeParse(username);
    if (!success || !caller) return error;
    const message = await this.problemOf(data, caller, ip ?? '');
    if (message === undefined) return error;
    const problem: FieldError = { path: '/username', message };
    return new DomainError(error.code, error.message, { errors: [...(error.errors ?? []), problem] });
  }

  /** @returns `undefined` also for those who cannot make an account here, and for who has asked too often */
  private async problemOf(username: string, caller: Caller, address: string): Promise<string | undefined> {
    if (caller.kind === 'operator' || (caller.kind === 'user' && caller.userKind !== 'guest')) return undefined;
    const { tenantId } = caller;
    const { signUp, limits } = (await this.tenants.require(tenantId)).settings;
    if (!isServer(caller)) {
      if (signUp !== 'open') return undefined;
      try {
        // As many as accounts, in a count of their own: a password that is refused uses up no account.
        const subject = `username ${networkOf(address)}`;
        await this.limits.consume('guestsPerHourPerIp', tenantId, subject, limits.guestsPerHourPerIp);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'rate_limited') return undefined;
        throw error;
      }
    }
    return (await this.accounts.isUsernameTaken(tenantId, username)) ? takenMessage : undefined;
  }
}
