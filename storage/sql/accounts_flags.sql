-- name: all
SELECT * FROM fabula.flags ORDER BY name

-- name: lock
SELECT * FROM fabula.flags WHERE name = $1 FOR UPDATE

-- name: set
INSERT INTO fabula.flags AS f (name, "on", accounts, share) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET "on" = excluded."on", accounts = excluded.accounts, share = excluded.share, version = f.version + 1
RETURNING *

-- name: delete
DELETE FROM fabula.flags WHERE name = $1 RETURNING version
