-- name: access
-- By reader and ecosystem at once: who may do nothing finds no row, exactly as if there were no such ecosystem.
SELECT e.id, o.owner, coalesce(o.public, false) AS public,
    fabula.access_level(o.owner, o.public, s.level, u.id, u.role) AS level
FROM fabula.ecosystems AS e
LEFT JOIN fabula.ownerships AS o ON o.ecosystem = e.id
LEFT JOIN fabula.users AS u ON u.id = $1 AND NOT u.blocked
LEFT JOIN fabula.shares AS s ON s.ecosystem = e.id AND s.account = u.id
WHERE e.id = $2 AND fabula.access_level(o.owner, o.public, s.level, u.id, u.role) IS NOT NULL

-- name: visible
SELECT e.id, o.owner, coalesce(o.public, false) AS public,
    fabula.access_level(o.owner, o.public, s.level, u.id, u.role) AS level
FROM fabula.ecosystems AS e
LEFT JOIN fabula.ownerships AS o ON o.ecosystem = e.id
LEFT JOIN fabula.users AS u ON u.id = $1 AND NOT u.blocked
LEFT JOIN fabula.shares AS s ON s.ecosystem = e.id AND s.account = u.id
WHERE e.id > $2 AND fabula.access_level(o.owner, o.public, s.level, u.id, u.role) IS NOT NULL
ORDER BY e.id
LIMIT $3

-- name: reserve
-- Who has reserved it already may do so again: the first time nothing came of it.
INSERT INTO fabula.ownerships AS o (ecosystem, owner)
SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM fabula.ecosystems WHERE id = $1)
ON CONFLICT (ecosystem) DO UPDATE SET reserved_at = now() WHERE o.owner = excluded.owner
RETURNING ecosystem

-- name: owned
-- Those that exist, and those that are being founded; but for the one that is asked for.
SELECT count(*) FROM fabula.ownerships AS o
WHERE o.owner = $1 AND o.ecosystem <> $3 AND (o.reserved_at > now() - $2::interval OR EXISTS (SELECT FROM fabula.ecosystems WHERE id = o.ecosystem))

-- name: release
DELETE FROM fabula.ownerships AS o
WHERE o.ecosystem = $1 AND o.owner = $2 AND NOT EXISTS (SELECT FROM fabula.ecosystems WHERE id = o.ecosystem)

-- name: prune
DELETE FROM fabula.ownerships AS o
WHERE o.reserved_at < now() - $1::interval AND NOT EXISTS (SELECT FROM fabula.ecosystems WHERE id = o.ecosystem)

-- name: set_public
INSERT INTO fabula.ownerships AS o (ecosystem, public, metered)
SELECT id, $2, tick FROM fabula.ecosystems WHERE id = $1
ON CONFLICT (ecosystem) DO UPDATE SET public = excluded.public
RETURNING owner

-- name: set_owner
INSERT INTO fabula.ownerships AS o (ecosystem, owner, metered)
SELECT id, $2, tick FROM fabula.ecosystems WHERE id = $1
ON CONFLICT (ecosystem) DO UPDATE SET owner = excluded.owner
RETURNING owner

-- name: share
INSERT INTO fabula.shares (ecosystem, account, level) VALUES ($1, $2, $3)
ON CONFLICT (ecosystem, account) DO UPDATE SET level = excluded.level

-- name: unshare
DELETE FROM fabula.shares WHERE ecosystem = $1 AND account = $2 RETURNING level

-- name: shares
SELECT s.account, u.name, s.level FROM fabula.shares AS s JOIN fabula.users AS u ON u.id = s.account
WHERE s.ecosystem = $1
ORDER BY u.key
