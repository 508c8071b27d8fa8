-- name: end_sessions
UPDATE fabula.sessions SET revoked_at = now(), reason = $3
WHERE account = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL

-- name: abandon
DELETE FROM fabula.ownerships AS o
WHERE o.owner = $1 AND NOT EXISTS (SELECT FROM fabula.ecosystems WHERE id = o.ecosystem)
