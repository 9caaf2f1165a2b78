import { userColumns } from '../users/user.mapper.js';

/**
 * Joins the other one of a direct room as `p`, in statements where $1 is the tenant, $2 the user and `r` the room. A guest who has
 * become an account keeps a row there: the other one is whoever is neither that nor gone, if there is one.
 */
export const peerJoin = `LEFT JOIN LATERAL (
      SELECT x.user_id FROM members AS x
       WHERE r.type = 'direct' AND x.tenant_id = $1 AND x.room_id = r.id AND x.user_id <> $2
       ORDER BY EXISTS (SELECT FROM users AS g WHERE g.tenant_id = $1 AND g.id = x.user_id AND g.merged_into IS NOT NULL),
                x.left_at IS NOT NULL LIMIT 1) AS o ON true
    LEFT JOIN LATERAL (
      SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = o.user_id LIMIT 1) AS p ON true`;
