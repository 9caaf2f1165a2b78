import type { Access, Caller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';

const noCredential = () => new DomainError('unauthenticated');
const wrongCredential = () => new DomainError('forbidden', 'This credential is not for this operation');

/**
 * Whether a caller may use an operation of this access tag at all; what they may do there is the feature's to say.
 * @param caller `undefined` = no credential was sent
 * @param visitorsRead the tenant's setting; whatever for a caller of no tenant
 * @throws DomainError unauthenticated | forbidden | user_required
 */
export function requireAccess(access: Access, caller: Caller | undefined, visitorsRead: boolean): void {
  if (access === 'none') return;
  if (!caller) throw noCredential();
  if ((caller.kind === 'operator') !== (access === 'operator')) throw wrongCredential();
  if (caller.kind === 'operator' || access === 'key') return;
  switch (access) {
    case 'server':
      if (caller.kind !== 'server') throw wrongCredential();
      return;
    case 'user':
      if (caller.kind === 'server') throw new DomainError('user_required');
      if (caller.kind === 'visitor') throw noCredential();
      return;
    case 'actor':
      if (caller.kind === 'visitor') throw noCredential();
      return;
    case 'reader':
      if (caller.kind === 'visitor' && !visitorsRead) throw noCredential();
      return;
  }
}
