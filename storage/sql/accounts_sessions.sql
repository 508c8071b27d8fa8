-- name: begin
INSERT INTO fabula.sessions (id, account, expires_at) VALUES ($1, $2, now() + $3::interval) RETURNING *

-- name: keep
INSERT INTO fabula.refresh_tokens (hash, session, number) VALUES ($1, $2, $3)

-- name: use
-- Of several that show the same token one changes this row; the others wait for it and then match none.
UPDATE fabula.refresh_tokens AS t SET used_at = clock_timestamp()
FROM fabula.sessions AS s JOIN fabula.users AS u ON u.id = s.account
WHERE t.hash = $1 AND t.used_at IS NULL AND s.id = t.session
AND s.revoked_at IS NULL AND s.expires_at > now() AND NOT u.blocked
RETURNING t.number, s.id, s.account, s.created_at, s.expires_at, s.revoked_at, s.reason

-- name: shown
-- Whether the last use of it was a moment ago, and nothing has come of its successor yet.
SELECT t.session, t.used_at IS NOT NULL AS used, s.account, u.name,
    s.revoked_at IS NOT NULL OR s.expires_at <= now() OR u.blocked AS over,
    t.used_at > clock_timestamp() - $2::interval AND next.used_at IS NULL AS raced
FROM fabula.refresh_tokens AS t
JOIN fabula.sessions AS s ON s.id = t.session JOIN fabula.users AS u ON u.id = s.account
LEFT JOIN fabula.refresh_tokens AS next ON next.session = t.session AND next.number = t.number + 1
WHERE t.hash = $1

-- name: revoke
UPDATE fabula.sessions SET revoked_at = now(), reason = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING account

-- name: revoke_all
UPDATE fabula.sessions SET revoked_at = now(), reason = $3
WHERE account = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL
RETURNING id

-- name: good
SELECT u.id, u.name, u.role FROM fabula.sessions AS s JOIN fabula.users AS u ON u.id = s.account
WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > now() AND NOT u.blocked

-- name: some
SELECT * FROM fabula.sessions WHERE account = $1 AND revoked_at IS NULL AND expires_at > now() ORDER BY created_at DESC, id

-- name: prune
DELETE FROM fabula.sessions WHERE expires_at < now() - $1::interval
