import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type AccessClaims, AccessTokens, requireTokenForm, toTokenError, verifyOptions } from './access-token.js';

const strategy = 'parley-access-token';

/** Passport's view of an access token on REST. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, strategy) {
  constructor(private readonly tokens: AccessTokens) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: unknown) => void) => {
        try {
          requireTokenForm(token);
          done(null, tokens.secret);
        } catch (error) {
          done(error);
        }
      },
      ...verifyOptions,
    } as never);
  }

  validate(payload: unknown): AccessClaims {
    return this.tokens.readClaims(payload);
  }
}

/** Verifies the access token of a request. */
@Injectable()
export class AccessTokenGuard extends AuthGuard(strategy) {
  constructor(private readonly tokens: AccessTokens) {
    super();
  }

  /** @throws DomainError invalid_token | token_expired */
  async claims(context: ExecutionContext, token: string): Promise<AccessClaims> {
    const known = this.tokens.known(token);
    if (known) return known;
    await this.canActivate(context);
    const { user } = context.switchToHttp().getRequest<Request>() as Request & { user: AccessClaims };
    this.tokens.remember(token, user);
    return user;
  }

  override handleRequest<Claims>(error: unknown, claims: Claims, refusal: unknown): Claims {
    if (error || !claims) throw toTokenError(error ?? refusal);
    return claims;
  }
}
