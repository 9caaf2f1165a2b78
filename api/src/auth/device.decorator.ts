import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import type { CallerRequest } from '../common/access/current-caller.js';
import { isServer } from '../common/access/is-server.js';
import { deviceName } from './device-name.js';

/** On what a session is opened or renewed, as `deviceName` tells it; null when the tenant's server asks for somebody. */
export const Device = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const { caller, headers } = context.switchToHttp().getRequest<CallerRequest>();
  if (caller && caller.kind !== 'operator' && isServer(caller satisfies TenantCaller)) return null;
  return deviceName(headers['user-agent']);
});
