import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { Username } from '../users/user.schema.js';

export const PutDirectRoom = z
  .strictObject({
    username: Username.optional().describe('The other one, by username'),
    userId: id('user').optional().describe('The other one, by id: guests have no username'),
  })
  .refine(({ username, userId }) => (username === undefined) !== (userId === undefined), 'give username or userId')
  .meta({ id: 'PutDirectRoom' });
export type PutDirectRoom = z.infer<typeof PutDirectRoom>;
