import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';
import { line } from '../common/schema/text.js';
import { AllowedOrigin } from './allowed-origin.js';
import { PatchSettings, Settings } from './settings.schema.js';

const secretKeyFields = {
  id: id('key').describe('Names the key when it is removed'),
  last4: z.string().describe('The last four characters of the key'),
  createdAt: z.string().describe('ISO 8601 UTC'),
};

/** A live secret key, without the key itself. */
export const SecretKey = z.strictObject(secretKeyFields).meta({ id: 'SecretKey' });
export type SecretKey = z.infer<typeof SecretKey>;

/** A secret key at the only moment when it is shown. */
export const NewSecretKey = z
  .strictObject({ ...secretKeyFields, secretKey: z.string().describe('sk_...; shown this once') })
  .meta({ id: 'NewSecretKey' });
export type NewSecretKey = z.infer<typeof NewSecretKey>;

const tenantFields = {
  id: id('tenant'),
  name: z.string().describe('What people are greeted with, and who mails come from'),
  publicKey: z.string().describe('pk_...; names the tenant in its pages'),
  settings: Settings,
  secretKeys: z.array(SecretKey).describe('The live secret keys, oldest first; two at most'),
  createdAt: z.string().describe('ISO 8601 UTC'),
};

/** One customer: a site or an app. */
export const Tenant = z.strictObject(tenantFields).meta({ id: 'Tenant' });
export type Tenant = z.infer<typeof Tenant>;

/** A new tenant, with its secret key. */
export const TenantWithSecret = z
  .strictObject({ ...tenantFields, secretKey: z.string().describe('sk_...; shown this once') })
  .meta({ id: 'TenantWithSecret' });
export type TenantWithSecret = z.infer<typeof TenantWithSecret>;

export const TenantPage = pageOf('TenantPage', Tenant);
export type TenantPage = z.infer<typeof TenantPage>;

const name = line(1, 80).describe('1 to 80 characters; need not be unique');

export const CreateTenant = z
  .strictObject({
    name,
    allowedOrigins: z.array(AllowedOrigin).max(200).optional().describe('As in the settings; none = every page'),
  })
  .meta({ id: 'CreateTenant' });
export type CreateTenant = z.infer<typeof CreateTenant>;

export const PatchTenant = z
  .strictObject({ name: name.optional(), settings: PatchSettings.optional() })
  .meta({ id: 'PatchTenant' });
export type PatchTenant = z.infer<typeof PatchTenant>;

export const ListTenants = z.strictObject({ limit, cursor });
export type ListTenants = z.infer<typeof ListTenants>;
