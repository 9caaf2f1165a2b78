import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { BoundedQueue } from './bounded-queue.js';

/** argon2id (the library's default) as OWASP advises; a hash takes 19 MiB for some 20 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of no password: as slow to check as a real one, so that an unknown login takes no less time. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlzIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Hashes take a core each for as long as they run: chat keeps one for itself. */
const maxAtOnce = Math.max(1, Math.min(2, availableParallelism() - 1));

/** Hashes and checks passwords: one or two at once, 64 more may wait, 16 of them of one owner. */
@Injectable()
export class Passwords {
  private readonly queue = new BoundedQueue(maxAtOnce, 64, 16);

  /**
   * @param owner on whose account the work is: an address, or a tenant whose server asks
   * @throws DomainError overloaded
   */
  hash(password: string, owner: string): Promise<string> {
    return this.queue.run(owner, () => hash(normalise(password), cost));
  }

  /**
   * @param known the account's hash; `undefined` = there is no such account: takes as long, and is never right
   * @param owner as of `hash`
   * @throws DomainError overloaded
   */
  async matches(known: string | undefined, password: string, owner: string): Promise<boolean> {
    const isRight = await this.queue.run(owner, () => verify(known ?? nobody, normalise(password)));
    return known !== undefined && isRight;
  }
}

/** Keyboards write the same letter in different ways. */
function normalise(password: string): string {
  return password.normalize('NFKC');
}
