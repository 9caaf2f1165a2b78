import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Access } from '../common/access/caller.js';
import type { CallerRequest } from '../common/access/current-caller.js';
import { accessKey } from '../common/http/operation.decorator.js';
import { HttpConfig } from '../config/http.config.js';
import { requireAccess } from './access-rules.js';
import { CallerResolver } from './caller-resolver.js';
import { readCredentials } from './credentials.js';
import { endedSessionKey } from './ended-session.decorator.js';
import { AccessTokenGuard } from './jwt.strategy.js';
import { ownOriginOf } from './own-origin.js';

/** Stands before every REST operation: finds out who calls, and refuses whom its access tag does not name. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly resolver: CallerResolver,
    private readonly tokens: AccessTokenGuard,
    private readonly config: HttpConfig,
  ) {}

  /** @throws DomainError whatever `CallerResolver.resolve` and `requireAccess` refuse with */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are authenticated in the handshake: their commands come with a caller.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const access = this.read<Access>(accessKey, context);
    if (access === undefined) throw new Error(`${request.path} has no access tag`);
    if (access === 'none') return true;
    const credentials = readCredentials(request);
    const { caller, tenant } = await this.resolver.resolve({
      ...credentials,
      access,
      origin: request.headers.origin,
      ownOrigin: ownOriginOf(this.config.publicUrl, request.protocol, request.host),
      allowsEndedSession: this.read<boolean>(endedSessionKey, context) ?? false,
      verifyToken: (token) => this.tokens.claims(context, token),
    });
    requireAccess(access, caller, tenant?.settings.visitorsRead ?? false);
    request.caller = caller;
    return true;
  }

  private read<Value>(key: string, context: ExecutionContext): Value | undefined {
    return this.reflector.getAllAndOverride<Value | undefined>(key, [context.getHandler(), context.getClass()]);
  }
}
