-- name: one
SELECT e.*, coalesce(o.public, false) AS public, coalesce(fabula.access_level(o.owner, o.public, s.level, $2, $3), 'public') AS level,
    (SELECT t.body FROM fabula.events AS t WHERE t.ecosystem = e.id AND t.seq = e.seq AND t.kind = 'tick_completed') AS last
FROM fabula.ecosystems AS e
LEFT JOIN fabula.ownerships AS o ON o.ecosystem = e.id
LEFT JOIN fabula.shares AS s ON s.ecosystem = e.id AND s.account = $2
WHERE e.id = $1

-- name: newest
-- Those that the reader $3 of the role $4 may see.
SELECT e.*, coalesce(o.public, false) AS public, fabula.access_level(o.owner, o.public, s.level, $3, $4) AS level, NULL::json AS last
FROM fabula.ecosystems AS e
LEFT JOIN fabula.ownerships AS o ON o.ecosystem = e.id
LEFT JOIN fabula.shares AS s ON s.ecosystem = e.id AND s.account = $3
WHERE (e.created_at, e.id) < ($1, $2) AND fabula.access_level(o.owner, o.public, s.level, $3, $4) IS NOT NULL
AND CASE $5::text WHEN 'mine' THEN o.owner = $3 WHEN 'shared' THEN s.level IS NOT NULL WHEN 'public' THEN o.public ELSE true END
AND ($6::text IS NULL OR e.scenario = $6) AND ($7::text IS NULL OR e.status = $7)
ORDER BY e.created_at DESC, e.id DESC
LIMIT $8

-- name: rename
UPDATE fabula.ecosystems SET title = $2 WHERE id = $1 RETURNING id
