import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';

/** What a tenant may sign tokens for its users with. */
export const SigningAlg = z.enum(['HS256', 'ES256', 'EdDSA']);
export type SigningAlg = z.infer<typeof SigningAlg>;

/** A coordinate of 32 bytes in base64url, in its one spelling. */
const coordinate = z
  .string()
  .regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'must be 32 bytes in base64url without padding');

/** A public key as JWK. Anything else is refused, a private `d` above all. */
export const PublicJwk = z
  .strictObject({
    kty: z.enum(['EC', 'OKP']).describe('EC for ES256, OKP for EdDSA'),
    crv: z.enum(['P-256', 'Ed25519']).describe('P-256 for ES256, Ed25519 for EdDSA'),
    x: coordinate,
    y: coordinate.optional().describe('For ES256 only'),
    alg: z.enum(['ES256', 'EdDSA', 'Ed25519']).optional(),
    use: z.literal('sig').optional(),
    key_ops: z.array(z.literal('verify')).max(1).optional(),
    kid: z.string().max(256).optional().describe('Not used: the key gets a kid here'),
  })
  .meta({ id: 'PublicJwk' });
export type PublicJwk = z.infer<typeof PublicJwk>;

const kid = id('signingKey').describe('Stands in the header of each token that is signed with the key');

const signingKeyFields = {
  kid,
  alg: SigningAlg,
  createdAt: z.string().describe('ISO 8601 UTC'),
};

/** A live signing key, without its secret. */
export const SigningKey = z.strictObject(signingKeyFields).meta({ id: 'SigningKey' });
export type SigningKey = z.infer<typeof SigningKey>;

/** A signing key at the only moment when its secret is shown. */
export const NewSigningKey = z
  .strictObject({
    ...signingKeyFields,
    secret: z
      .string()
      .optional()
      .describe('For HS256: 32 bytes in base64url, the HMAC key once decoded; shown this once'),
  })
  .meta({ id: 'NewSigningKey' });
export type NewSigningKey = z.infer<typeof NewSigningKey>;

export const SigningKeyPage = pageOf('SigningKeyPage', SigningKey);
export type SigningKeyPage = z.infer<typeof SigningKeyPage>;

export const CreateSigningKey = z
  .strictObject({
    alg: SigningAlg,
    publicKey: PublicJwk.optional().describe('For ES256 and EdDSA; the secret of HS256 is made here'),
  })
  .meta({ id: 'CreateSigningKey' });
export type CreateSigningKey = z.infer<typeof CreateSigningKey>;

export const ListSigningKeys = z.strictObject({ limit, cursor });
export type ListSigningKeys = z.infer<typeof ListSigningKeys>;
