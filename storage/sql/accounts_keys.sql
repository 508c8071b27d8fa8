-- name: add
INSERT INTO fabula.api_keys (id, account, name, hash, scopes, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + $6::interval)
RETURNING *

-- name: count
SELECT count(*) FROM fabula.api_keys WHERE account = $1

-- name: some
SELECT * FROM fabula.api_keys WHERE account = $1 ORDER BY created_at DESC, id

-- name: good
SELECT k.hash, k.scopes, u.id, u.name, u.role, k.used_at IS NULL OR k.used_at < now() - interval '1 minute' AS stale
FROM fabula.api_keys AS k JOIN fabula.users AS u ON u.id = k.account
WHERE k.id = $1 AND (k.expires_at IS NULL OR k.expires_at > now()) AND NOT u.blocked

-- name: touch
UPDATE fabula.api_keys SET used_at = now() WHERE id = $1

-- name: delete
DELETE FROM fabula.api_keys WHERE id = $1 AND account = $2 RETURNING name
