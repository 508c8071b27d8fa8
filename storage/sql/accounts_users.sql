-- name: add
INSERT INTO fabula.users (id, name, key, email, password, role) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO NOTHING
RETURNING *

-- name: one
SELECT * FROM fabula.users WHERE id = $1

-- name: named
SELECT * FROM fabula.users WHERE key = $1

-- name: some
SELECT * FROM fabula.users WHERE key > $1 ORDER BY key LIMIT $2

-- name: lock
SELECT * FROM fabula.users WHERE id = $1 FOR NO KEY UPDATE

-- name: set_role
UPDATE fabula.users SET role = $2, version = version + 1 WHERE id = $1 RETURNING *

-- name: set_blocked
UPDATE fabula.users SET blocked = $2, version = version + 1 WHERE id = $1 RETURNING *

-- name: set_email
UPDATE fabula.users SET email = $2, version = version + 1 WHERE id = $1 RETURNING *

-- name: set_password
UPDATE fabula.users SET password = $2, version = version + 1 WHERE id = $1 RETURNING *

-- name: rehash
-- The same password under today's cost; nothing that anybody sees has changed.
UPDATE fabula.users SET password = $3 WHERE id = $1 AND password = $2

-- name: delete
DELETE FROM fabula.users WHERE id = $1

-- name: other_admin
SELECT EXISTS (SELECT FROM fabula.users WHERE role = 'admin' AND NOT blocked AND id <> $1)

-- name: any_admin
SELECT EXISTS (SELECT FROM fabula.users WHERE role = 'admin')

-- name: lock_admins
-- Whoever makes the first administrator, or takes the last one away, does so alone.
SELECT pg_advisory_xact_lock(4205322)
